-- severity: warning
-- Tables with fewer rows than at the last publication.
FROM ops.rows_since_publication WHERE now < published

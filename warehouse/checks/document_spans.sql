-- severity: blocking
-- Evidence that lies outside its body.
SELECT 'core.directives' AS table_name, t.version_id, t.seq, t.span_start, t.span_end, d.body_chars
FROM core.directives AS t JOIN core.documents AS d USING (version_id)
WHERE t.span_end > d.body_chars

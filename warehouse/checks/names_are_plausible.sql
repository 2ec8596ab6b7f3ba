-- severity: warning
-- Participants whose names are no Chinese names: digits, marks, or longer than a minority name.
SELECT document_id, name, title
FROM core.participants
WHERE NOT regexp_matches(name, '^[\p{Han}·]{2,15}$') AND NOT regexp_matches(name, '^[A-Za-z .·-]+$')

-- Which sources need attention?
SELECT source_id, name, state, detail, quarantine_rate, last_published_on
FROM mart.source_health
WHERE state IS DISTINCT FROM 'ok' OR quarantine_rate > 0.1
ORDER BY source_id

-- severity: warning
-- Sources with more than a fifth of at least ten pages in quarantine.
SELECT source_id, count(*) FILTER (outcome = 'quarantine') AS quarantined, count(*) AS pages
FROM raw.fetches
GROUP BY source_id
HAVING pages >= 10 AND quarantined > pages / 5

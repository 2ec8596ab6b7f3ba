-- severity: blocking
-- More than a third of all pages in quarantine (of at least fifty): the reader is broken, not the pages.
SELECT count(*) FILTER (outcome = 'quarantine') AS quarantined, count(*) AS pages
FROM raw.fetches
HAVING pages >= 50 AND quarantined > pages / 3

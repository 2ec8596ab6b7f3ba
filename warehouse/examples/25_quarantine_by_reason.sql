-- Why are pages in quarantine?
SELECT reason_code, count(*) AS pages, count(*) FILTER (NOT resolved) AS unresolved, min(url) AS example
FROM mart.quarantine
GROUP BY reason_code
ORDER BY pages DESC, reason_code

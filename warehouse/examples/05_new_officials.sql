-- Which persons appear under a new title?
SELECT name, title, first_seen_on, lag(title) OVER w AS before
FROM mart.officials
WHERE title IS NOT NULL
WINDOW w AS (PARTITION BY name, jurisdiction_code ORDER BY first_seen_on, title)
QUALIFY before IS NOT NULL
ORDER BY name, first_seen_on

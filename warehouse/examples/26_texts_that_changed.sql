-- Which pages changed after they were first fetched?
SELECT url, count(*) AS versions, min(first_fetched_at) AS first_seen, max(fetched_at) AS last_seen
FROM core.documents
GROUP BY document_id, url
HAVING versions > 1
ORDER BY url

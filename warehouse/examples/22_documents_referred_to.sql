-- Which documents and meetings do the pages refer to most?
SELECT r.kind, r.name, count(DISTINCT t.document_id) AS pages
FROM core.references_made AS r
JOIN core.told_once AS t USING (version_id)
GROUP BY ALL
ORDER BY pages DESC, r.name

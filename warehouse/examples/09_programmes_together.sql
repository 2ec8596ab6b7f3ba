-- Which programmes are named on the same pages?
SELECT a.term, b.term AS other, count(DISTINCT a.document_id) AS pages
FROM core.programme_mentions AS a
JOIN core.programme_mentions AS b ON b.version_id = a.version_id AND b.term > a.term
JOIN core.told_once AS t ON t.version_id = a.version_id
GROUP BY ALL
ORDER BY pages DESC, a.term, other

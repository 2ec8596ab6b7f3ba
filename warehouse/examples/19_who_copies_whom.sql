-- Which sources copy from which?
SELECT a.source_id AS copy, b.source_id AS original, u.relation, count(*) AS pages
FROM core.duplicates AS u
JOIN core.current_documents AS a USING (document_id)
JOIN core.current_documents AS b ON b.document_id = u.canonical_document_id
GROUP BY ALL
ORDER BY pages DESC, copy, original, u.relation

-- How much of the original do shortened copies keep?
SELECT a.url, b.url AS original, a.body_chars, b.body_chars AS original_chars, u.containment
FROM core.duplicates AS u
JOIN core.current_documents AS a USING (document_id)
JOIN core.current_documents AS b ON b.document_id = u.repeats_document_id
WHERE u.relation = 'truncated'
ORDER BY a.url

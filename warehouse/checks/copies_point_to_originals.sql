-- severity: blocking
-- Duplicates whose canonical page is itself a copy or is gone, or that are their own original.
SELECT u.document_id, u.canonical_document_id, u.repeats_document_id
FROM core.duplicates AS u
LEFT JOIN core.current_documents AS o ON o.document_id = u.canonical_document_id
LEFT JOIN core.current_documents AS r ON r.document_id = u.repeats_document_id
LEFT JOIN core.current_documents AS c ON c.document_id = u.document_id
WHERE o.document_id IS NULL OR r.document_id IS NULL OR c.document_id IS NULL
    OR u.document_id IN (u.canonical_document_id, u.repeats_document_id)
    OR u.canonical_document_id IN (SELECT document_id FROM core.duplicates)

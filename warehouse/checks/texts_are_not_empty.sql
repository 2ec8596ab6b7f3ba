-- severity: warning
-- Articles without a body, and texts that are empty where unknown is null.
SELECT document_id, doc_type::VARCHAR AS what FROM core.current_documents
WHERE body = '' AND doc_type <> 'not_article'
UNION ALL
SELECT document_id, 'title' FROM core.current_documents WHERE title = ''
UNION ALL
SELECT document_id, 'participant' FROM core.participants WHERE name = '' OR title = ''

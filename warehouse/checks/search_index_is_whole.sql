-- severity: blocking
-- Pages that search would not find, or would find as they no longer are: linking was ended before all were indexed.
SELECT document_id, version_id FROM core.linked_documents ANTI JOIN core.search_documents USING (version_id)
UNION ALL
SELECT document_id, version_id FROM core.search_documents ANTI JOIN core.linked_documents USING (version_id)

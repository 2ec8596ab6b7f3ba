-- Those that are new, gone, or say something else than before.
CREATE OR REPLACE TEMP TABLE old_doc AS
SELECT * FROM core.linked_documents WHERE document_id IN (SELECT document_id FROM looked);

CREATE OR REPLACE TEMP TABLE changed AS
SELECT DISTINCT document_id
FROM (
    (SELECT * EXCLUDE (partition_id) FROM looked_doc EXCEPT SELECT * EXCLUDE (partition_id) FROM old_doc)
    UNION ALL
    (SELECT * EXCLUDE (partition_id) FROM old_doc EXCEPT SELECT * EXCLUDE (partition_id) FROM looked_doc)
);

CREATE OR REPLACE TEMP TABLE rewritten AS
SELECT document_id FROM changed
UNION
SELECT o.document_id FROM old_doc AS o JOIN looked_doc AS l USING (document_id) WHERE o.partition_id <> l.partition_id;

DELETE FROM core.linked_documents WHERE document_id IN (SELECT document_id FROM rewritten);
INSERT INTO core.linked_documents SELECT * FROM looked_doc WHERE document_id IN (SELECT document_id FROM rewritten);

-- Texts that came, went, or are now told by another page.
CREATE OR REPLACE TEMP TABLE touched_text AS
SELECT text_hash FROM looked_doc WHERE text_hash IS NOT NULL AND document_id IN (SELECT document_id FROM changed)
UNION
SELECT text_hash FROM old_doc WHERE text_hash IS NOT NULL AND document_id IN (SELECT document_id FROM changed);

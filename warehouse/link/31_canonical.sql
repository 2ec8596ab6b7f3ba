-- Follow every page to the head of its chain of copies. A parent always stands before its child, so there is no circle.
CREATE OR REPLACE TEMP TABLE head AS
WITH RECURSIVE walk AS (
    SELECT document_id, parent_id AS head_id FROM parent
    UNION ALL
    SELECT w.document_id, p.parent_id FROM walk AS w JOIN parent AS p ON p.document_id = w.head_id
)
SELECT document_id, head_id FROM walk WHERE head_id NOT IN (SELECT document_id FROM parent);

CREATE OR REPLACE TEMP TABLE new_duplicates AS
SELECT
    p.document_id, h.head_id AS canonical_document_id, p.parent_id AS repeats_document_id,
    p.relation AS relation, p.jaccard::DOUBLE AS jaccard, p.containment::DOUBLE AS containment,
    CASE WHEN p.label_names_parent THEN 'source_label' ELSE p.direction_basis END AS direction_basis
FROM parent AS p
JOIN head AS h USING (document_id)
ORDER BY p.document_id;

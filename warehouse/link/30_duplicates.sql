-- Copies and their originals, from the pairs of texts that are copies.

CREATE OR REPLACE TEMP TABLE ranked AS
WITH shortened AS (
    SELECT DISTINCT CASE relation WHEN 'a_truncated' THEN text_a ELSE text_b END AS text_hash
    FROM edge WHERE relation <> 'near'
)
SELECT
    d.*,
    row_number() OVER (
        ORDER BY
            s.text_hash IS NOT NULL, d.copied_by_label, d.published_on NULLS LAST, d.published_at NULLS LAST,
            d.source_rank, d.text_chars DESC, d.document_id
    ) AS place_in_order
FROM doc AS d
LEFT JOIN shortened AS s USING (text_hash)
WHERE d.text_hash IS NOT NULL AND d.text_chars >= 40;

CREATE OR REPLACE TEMP TABLE leader AS
SELECT text_hash, arg_min(document_id, place_in_order) AS document_id, min(place_in_order) AS place_in_order
FROM ranked
GROUP BY text_hash;

-- Every document that a page may have been taken from: of the same text, or of an overlapping one.
CREATE OR REPLACE TEMP TABLE parent AS
WITH neighbour AS (
    SELECT text_hash AS own_text, text_hash AS other_text, 1.0 AS jaccard, 1.0 AS containment, 'exact' AS relation
    FROM leader
    UNION ALL
    SELECT text_a, text_b, jaccard, a_in_b, CASE WHEN relation = 'a_truncated' THEN 'truncated' ELSE 'near' END
    FROM edge WHERE relation <> 'b_truncated'
    UNION ALL
    SELECT text_b, text_a, jaccard, b_in_a, CASE WHEN relation = 'b_truncated' THEN 'truncated' ELSE 'near' END
    FROM edge WHERE relation <> 'a_truncated'
), found AS (
    SELECT
        c.document_id, p.document_id AS parent_id, n.jaccard, n.containment,
        CASE
            WHEN n.relation IN ('exact', 'near')
                AND ((c.script = 'Hans' AND p.script <> 'Hans') OR (p.script = 'Hans' AND c.script <> 'Hans'))
                THEN 'script_twin'
            ELSE n.relation
        END AS relation,
        coalesce(
            c.copied_by_label
            AND len(list_filter(p.own_names, x -> contains(x, c.source_label) OR contains(c.source_label, x))) > 0,
            false
        ) AS label_names_parent,
        CASE
            WHEN c.copied_by_label AND NOT p.copied_by_label THEN 'source_label'
            WHEN n.relation = 'truncated' THEN 'length'
            WHEN c.published_on IS DISTINCT FROM p.published_on OR c.published_at IS DISTINCT FROM p.published_at
                THEN 'published'
            WHEN c.source_rank <> p.source_rank THEN 'source_kind'
            WHEN c.text_chars <> p.text_chars THEN 'length'
            ELSE 'id'
        END AS direction_basis,
        p.place_in_order
    FROM ranked AS c
    JOIN neighbour AS n ON n.own_text = c.text_hash
    JOIN ranked AS p
        ON p.text_hash = n.other_text
        AND p.place_in_order < c.place_in_order
        -- the best document of that text, or the one that this page's source label names
        AND (p.document_id IN (SELECT document_id FROM leader) OR c.copied_by_label)
)
SELECT * EXCLUDE (place_in_order)
FROM found
WHERE label_names_parent OR parent_id IN (SELECT document_id FROM leader)
QUALIFY row_number() OVER (
    PARTITION BY document_id
    ORDER BY label_names_parent DESC, greatest(jaccard, containment) DESC, place_in_order
) = 1;

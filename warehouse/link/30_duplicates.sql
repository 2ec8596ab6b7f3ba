-- Which page repeats which. Texts are the nodes; the best document of a text stands for it.

-- Two documents tell of different things when the text of both names different places, or both name different days.
CREATE OR REPLACE TEMP MACRO other_place(a_place, a_stated, b_place, b_stated) AS
    coalesce(a_stated AND b_stated AND a_place <> b_place, false);
CREATE OR REPLACE TEMP MACRO other_day(a_from, a_until, a_basis, b_from, b_until, b_basis) AS
    coalesce(
        (a_from > b_until OR b_from > a_until)
        -- A copy printed a year later reads 4月19日 as that year's.
        AND NOT (
            strftime(a_from, '%m%d') = strftime(b_from, '%m%d')
            AND (a_basis = 'year_from_publication' OR b_basis = 'year_from_publication')
        ),
        false
    );

-- Numbers of `a` that `b` does not have, not even as part of another (a mirror that ate a digit made 13 of 130).
CREATE OR REPLACE TEMP MACRO own_numbers(a, b) AS
    list_filter(
        list_distinct(regexp_extract_all(a, '\d+')),
        x -> len(list_filter(regexp_extract_all(b, '\d+'), y -> contains(y, x) OR contains(x, y))) = 0
    );

-- Texts that stand (nearly) whole in a clearly longer text are shortened copies, whoever published first.
CREATE OR REPLACE TEMP TABLE measured AS
WITH rep AS (
    SELECT * FROM doc WHERE text_chars >= 40
    QUALIFY row_number() OVER (PARTITION BY text_hash ORDER BY has_meeting DESC, document_id) = 1
)
SELECT
    s.*,
    a.version_id AS version_a,
    b.version_id AS version_b,
    a.has_meeting OR b.has_meeting AS has_meeting,
    CASE
        WHEN s.jaccard >= 0.8 THEN 'near'
        WHEN s.a_in_b >= 0.85 AND b.text_chars >= 1.2 * a.text_chars THEN 'a_truncated'
        WHEN s.b_in_a >= 0.85 AND a.text_chars >= 1.2 * b.text_chars THEN 'b_truncated'
    END AS relation
FROM core.similar_texts AS s
JOIN rep AS a ON a.text_hash = s.text_a
JOIN rep AS b ON b.text_hash = s.text_b
WHERE NOT other_place(a.place, a.place_is_stated, b.place, b.place_is_stated)
    AND NOT other_day(a.held_on, a.held_until, a.date_basis, b.held_on, b.held_until, b.date_basis);

-- 招聘130名教师，10月10日起报名 and, two months later, 招聘65名教师，12月4日起报名: a notice that is given again and again in
-- the same words is no copy of the last one. Copies may lack numbers, or have them where the other lost them, not both.
CREATE OR REPLACE TEMP TABLE edge AS
WITH notice_again AS (
    SELECT m.text_a, m.text_b
    FROM measured AS m
    JOIN core.documents AS a ON a.version_id = m.version_a
    JOIN core.documents AS b ON b.version_id = m.version_b
    WHERE m.relation = 'near' AND NOT m.has_meeting
        AND len(own_numbers(a.body, b.body)) > 0 AND len(own_numbers(b.body, a.body)) > 0
)
SELECT * FROM measured ANTI JOIN notice_again USING (text_a, text_b) WHERE relation IS NOT NULL;

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

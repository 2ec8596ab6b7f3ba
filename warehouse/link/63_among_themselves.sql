-- Pages of the same kind of incompleteness that tell of one meeting: no chain of these can bring two days or two places
-- together, because all of them lack the same thing. @HAVE says which they are.

CREATE OR REPLACE TEMP TABLE incomplete AS
SELECT * FROM claim WHERE document_id NOT IN (SELECT document_id FROM cluster) AND @HAVE;

CREATE OR REPLACE TEMP TABLE pair AS
    SELECT a.document_id AS a_id, b.document_id AS b_id
    FROM incomplete AS a
    JOIN overlap AS o ON o.own_text = a.text_hash
    JOIN incomplete AS b ON b.text_hash = o.other_text AND b.document_id > a.document_id
    WHERE a.place IS NOT DISTINCT FROM b.place AND a.held_on IS NOT DISTINCT FROM b.held_on
    UNION
    SELECT a.document_id, b.document_id
    FROM incomplete AS a
    JOIN (SELECT *, unnest(spans(published_on - 7, published_on + 7)) AS span FROM incomplete) AS b
        ON b.place = a.place AND b.span = span_of(a.published_on) AND abs(b.published_on - a.published_on) <= 7
        AND b.document_id > a.document_id
    WHERE comparable(a.kind, a.level, a.occasion, a.people, b.kind, b.level, b.occasion, b.people)
    UNION
    -- a meeting of unknown place is proved by somebody whom both name
    SELECT a.document_id, b.document_id
    FROM incomplete AS a
    JOIN incomplete AS b ON b.held_on = a.held_on AND b.document_id > a.document_id
    WHERE comparable(a.kind, a.level, a.occasion, a.people, b.kind, b.level, b.occasion, b.people)
        AND list_has_any(a.people, b.people)
    UNION
    SELECT a.document_id, b.document_id
    FROM (SELECT document_id, published_on, unnest(people) AS person FROM incomplete) AS a
    JOIN (SELECT document_id, published_on, unnest(people) AS person FROM incomplete) AS b
        ON b.person = a.person AND b.document_id > a.document_id AND abs(b.published_on - a.published_on) <= 14
    JOIN incomplete AS ia ON ia.document_id = a.document_id
    JOIN incomplete AS ib ON ib.document_id = b.document_id
    WHERE ia.place IS NOT DISTINCT FROM ib.place AND ia.held_on IS NOT DISTINCT FROM ib.held_on
    GROUP BY ALL
    HAVING count(*) >= 3;

CREATE OR REPLACE TEMP TABLE named_pair AS
SELECT pair.*, a.occasion AS a_name, b.occasion AS b_name
FROM pair JOIN incomplete AS a ON a.document_id = a_id JOIN incomplete AS b ON b.document_id = b_id;
CREATE OR REPLACE TEMP TABLE name_pair AS SELECT DISTINCT a_name, b_name FROM named_pair;
CREATE OR REPLACE TEMP TABLE names AS SELECT * FROM names_compared;

CREATE OR REPLACE TEMP TABLE same_meeting AS
WITH compared AS (
    SELECT
        a_id, b_id,
        a.place IS NOT NULL AS same_place,
        a.kind = b.kind AS same_kind,
        len(list_intersect(a.people, b.people)) AS shared_people,
        strangers(a.people, b.people) AS strangers,
        clearly_strangers(a.people, b.people) AS clearly_strangers,
        strangers_to_many(a.people, b.people) AS strangers_to_many,
        small_level(a.level) OR small_level(b.level) AS small,
        (kinds_exclude(a.kind, b.kind) AND NOT n.one_name) OR other_size(a.level, b.level) AS excluded,
        n.one_name,
        a.kind = b.kind AND NOT (small_level(a.level) OR small_level(b.level)) AND n.one_subject AS alike,
        coalesce(o.jaccard, 0) AS jaccard,
        coalesce(greatest(o.own_in_other, o.other_in_own), 0) AS containment
    FROM named_pair
    JOIN names AS n USING (a_name, b_name)
    JOIN incomplete AS a ON a.document_id = a_id
    JOIN incomplete AS b ON b.document_id = b_id
    LEFT JOIN overlap AS o ON o.own_text = a.text_hash AND o.other_text = b.text_hash
    WHERE NOT coalesce(a.year_in_name <> b.year_in_name, false)
)
SELECT
    a_id, b_id,
    CASE
        WHEN clearly_strangers THEN NULL
        WHEN NOT strangers AND (jaccard >= 0.9 OR containment >= 0.95) THEN 'body'
        WHEN shared_people > 0 AND (jaccard >= 0.7 OR containment >= 0.8) THEN 'body'
        WHEN excluded THEN NULL
        WHEN same_place AND (jaccard >= 0.5 OR containment >= 0.6) THEN 'body'
        WHEN small AND shared_people = 0 THEN NULL
        WHEN same_place AND (one_name OR alike) AND NOT strangers_to_many THEN 'name'
        WHEN shared_people >= 2 AND (same_kind OR one_name) THEN 'people'
    END AS evidence
FROM compared
WHERE evidence IS NOT NULL;

-- What proves that one of these pages belongs to a meeting, for one part of them: @PARTS says in how many parts, @PART which.

CREATE OR REPLACE TEMP TABLE here AS
SELECT * FROM incomplete WHERE hash(document_id) % @PARTS = @PART;

CREATE OR REPLACE TEMP TABLE overlap_here AS
SELECT * FROM overlap WHERE own_text IN (SELECT text_hash FROM here);

-- A meeting of unknown place is proved by somebody whom both name, or by the place in its headline.
CREATE OR REPLACE TEMP TABLE pair AS
-- the same body, or much of it
SELECT i.document_id, k.document_id AS other_id
FROM here AS i
JOIN overlap_here AS o ON o.own_text = i.text_hash
JOIN known AS k ON k.text_hash = o.other_text
UNION
-- the same place, reported not long after
SELECT i.document_id, k.document_id
FROM here AS i
JOIN (
    SELECT *, unnest(spans(coalesce(held_on, published_on - 7), coalesce(held_on + 30, published_on + 7))) AS span
    FROM known
) AS k ON k.place = i.place AND k.span = span_of(i.published_on)
    AND i.held_on IS NULL
    AND (
        i.published_on BETWEEN k.held_on AND k.held_on + 30
        OR (k.held_on IS NULL AND i.published_on BETWEEN k.published_on - 7 AND k.published_on + 7)
    )
WHERE comparable(i.kind, i.level, i.occasion, i.people, k.kind, k.level, k.occasion, k.people)
UNION
-- the same place, reported nobody knows when
SELECT i.document_id, k.document_id
FROM here AS i
JOIN known AS k ON k.place = i.place AND i.held_on IS NULL AND i.published_on IS NULL
WHERE comparable(i.kind, i.level, i.occasion, i.people, k.kind, k.level, k.occasion, k.people)
UNION
-- the same day
SELECT i.document_id, k.document_id
FROM here AS i
JOIN known AS k ON i.place IS NULL AND i.held_on = k.held_on
WHERE comparable(i.kind, i.level, i.occasion, i.people, k.kind, k.level, k.occasion, k.people)
    AND (list_has_any(i.people, k.people) OR (length(k.stem) >= 2 AND contains(concat(i.title, i.name), k.stem)))
UNION
-- three people in common, reported within two weeks
SELECT i.document_id, k.document_id
FROM (SELECT document_id, published_on, unnest(people) AS person FROM here) AS i
JOIN (SELECT document_id, published_on, unnest(people) AS person FROM known) AS k
    ON k.person = i.person AND abs(k.published_on - i.published_on) <= 14
GROUP BY ALL
HAVING count(*) >= 3;

CREATE OR REPLACE TEMP TABLE known_here AS
SELECT * FROM known WHERE document_id IN (SELECT other_id FROM pair);

CREATE OR REPLACE TEMP TABLE named_pair AS
SELECT p.*, i.occasion AS a_name, k.occasion AS b_name
FROM pair AS p JOIN here AS i USING (document_id) JOIN known_here AS k ON k.document_id = p.other_id;
CREATE OR REPLACE TEMP TABLE name_pair AS SELECT DISTINCT a_name, b_name FROM named_pair;
CREATE OR REPLACE TEMP TABLE names AS SELECT * FROM names_compared;

INSERT INTO proof
WITH compared AS (
    SELECT
        p.document_id, p.other_id, k.cluster, i.held_on,
        -- also where the page was given no place, but its headline or the meeting's name holds it
        k.place IS NOT NULL
            AND coalesce(i.place = k.place, length(k.stem) >= 2 AND contains(concat(i.title, i.name), k.stem))
            AS same_place,
        i.held_on IS NOT NULL AND k.held_on IS NOT NULL AS same_day,
        i.kind = k.kind AS same_kind,
        i.kind NOT IN ('other', 'symposium') AS named_kind,
        i.published_on IS NOT NULL AS dated,
        coalesce(i.published_on - coalesce(k.held_on, k.published_on), 15) AS days_after,
        small_level(i.level) OR small_level(k.level) AS small,
        len(list_intersect(i.people, k.people)) AS shared_people,
        n.one_name,
        i.kind = k.kind AND NOT (small_level(i.level) OR small_level(k.level)) AND n.one_subject AS alike,
        i.occasion = k.occasion AS same_name,
        coalesce(o.jaccard, 0) AS jaccard,
        coalesce(greatest(o.own_in_other, o.other_in_own), 0) AS containment,
        i.year_in_name IS NOT NULL AND i.year_in_name = k.year_in_name AS same_year_in_name,
        strangers(i.people, k.people) AS strangers,
        clearly_strangers(i.people, k.people) AS clearly_strangers,
        strangers_to_many(i.people, k.people) AS strangers_to_many,
        kinds_exclude(i.kind, k.kind) AND NOT n.one_name AS excluded
    FROM named_pair AS p
    JOIN names AS n USING (a_name, b_name)
    JOIN here AS i USING (document_id)
    JOIN known_here AS k ON k.document_id = p.other_id
    LEFT JOIN overlap_here AS o ON o.own_text = i.text_hash AND o.other_text = k.text_hash
    WHERE NOT coalesce(
            i.place <> k.place AND (i.place_is_stated OR greatest(o.jaccard, o.own_in_other, 0) < 0.9), false
        )
        AND NOT coalesce(i.held_on > k.held_until OR k.held_on > i.held_until, false)
        AND NOT coalesce(i.published_on < k.held_on, false)
        AND NOT coalesce(i.year_in_name <> k.year_in_name, false)
        AND NOT other_size(i.level, k.level)
)
SELECT
    document_id, other_id, cluster, days_after, held_on,
    CASE
        WHEN clearly_strangers THEN NULL
        WHEN shared_people > 0 AND (jaccard >= 0.7 OR containment >= 0.8) THEN 'body'
        WHEN same_place AND (jaccard >= 0.8 OR containment >= 0.85) THEN 'body'
        WHEN NOT strangers AND (jaccard >= 0.9 OR containment >= 0.95) THEN 'body'
        WHEN excluded THEN NULL
        WHEN same_place AND (jaccard >= 0.5 OR containment >= 0.6) AND shared_people > 0 THEN 'body'
        WHEN small AND shared_people = 0 THEN NULL
        WHEN same_place AND dated AND days_after <= 15 AND (one_name OR alike) AND NOT strangers_to_many THEN 'name'
        WHEN same_place AND same_kind AND same_year_in_name AND (one_name OR alike) AND NOT strangers_to_many THEN 'name'
        WHEN same_place AND dated AND shared_people >= 2 AND (same_kind OR one_name) THEN 'people'
        WHEN same_place AND same_day AND (one_name OR alike) AND NOT strangers_to_many THEN 'name'
        WHEN same_day AND shared_people >= 2 AND (same_kind OR one_name) THEN 'people'
        WHEN same_day AND shared_people >= 1 AND one_name THEN 'people'
        WHEN shared_people >= 3 AND (one_name OR (same_kind AND named_kind)) THEN 'people'
    END AS evidence,
    greatest(jaccard, containment) AS overlap,
    shared_people,
    same_name
FROM compared;

-- Pairs of one place and day that tell of one meeting, among the pages of one part of all places: @PARTS says in how many
-- parts, @PART which.

INSERT INTO same_meeting
WITH here AS (
    SELECT * FROM anchor WHERE hash(place) % @PARTS = @PART
), day AS (
    SELECT document_id, place, unnest(generate_series(held_on, last_day, INTERVAL 1 DAY))::DATE AS day FROM here
), overlap_here AS (
    SELECT * FROM overlap WHERE own_text IN (SELECT text_hash FROM here)
), pair AS (
    SELECT DISTINCT a.document_id AS a_id, b.document_id AS b_id
    FROM day AS a
    JOIN day AS b ON b.place = a.place AND b.day = a.day AND b.document_id > a.document_id
), compared AS (
    SELECT
        a_id, b_id,
        a.kind AS a_kind,
        b.kind AS b_kind,
        a.kind = b.kind AS same_kind,
        small_level(a.level) OR small_level(b.level) AS small,
        -- Where the names are one, the kind was only read differently.
        (kinds_exclude(a.kind, b.kind) AND NOT one_name(a.occasion, b.occasion))
            OR halves_exclude(a.time_of_day, b.time_of_day)
            OR (a.level IS NOT NULL AND b.level IS NOT NULL AND small_level(a.level) <> small_level(b.level))
            AS excluded,
        len(list_intersect(a.people, b.people)) AS shared_people,
        least(len(a.people), len(b.people)) AS fewer_people,
        strangers(a.people, b.people) AS strangers,
        one_name(a.occasion, b.occasion) AS one_name,
        name_likeness(a.occasion, b.occasion) AS likeness,
        coalesce(o.jaccard, 0) AS jaccard,
        greatest(coalesce(o.own_in_other, 0), coalesce(o.other_in_own, 0)) AS containment
    FROM pair
    JOIN here AS a ON a.document_id = a_id
    JOIN here AS b ON b.document_id = b_id
    LEFT JOIN overlap_here AS o ON o.own_text = a.text_hash AND o.other_text = b.text_hash
)
SELECT
    a_id, b_id,
    CASE
        WHEN jaccard >= 0.95 THEN 'body'
        WHEN excluded THEN NULL
        WHEN jaccard >= 0.8 OR containment >= 0.9 THEN 'body'
        WHEN (jaccard >= 0.5 OR containment >= 0.6) AND NOT (small AND strangers) THEN 'body'
        WHEN small THEN CASE
            WHEN one_name AND shared_people >= 1 THEN 'name'
            WHEN same_kind AND shared_people >= 2 THEN 'people'
        END
        WHEN one_name THEN 'name'
        WHEN same_kind AND likeness >= 0.5 THEN 'name'
        WHEN same_kind AND shared_people >= 2 THEN 'people'
        WHEN same_kind AND a_kind IN ('annual_work_meeting', 'semiannual_work_meeting', 'leading_group_meeting')
            THEN 'place_and_day'
        WHEN likeness >= 0.6 THEN 'name'
        WHEN shared_people >= 3 AND shared_people >= 0.6 * fewer_people AND likeness >= 0.2 THEN 'people'
    END AS evidence
FROM compared;
DELETE FROM same_meeting WHERE evidence IS NULL;

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
        clearly_strangers(a.people, b.people) AS clearly_strangers,
        strangers_to_many(a.people, b.people) AS strangers_to_many,
        other_venue(a.venue, b.venue) AS other_venue,
        one_name(a.occasion, b.occasion) AS one_name,
        one_subject(a.themes, b.themes) AS one_subject,
        other_subject(a.themes, b.themes) AS other_subject,
        list_contains(a.themes, '') AS general,
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
        -- Half of their words may be those of a form that the place fills in for every meeting.
        WHEN (jaccard >= 0.5 OR containment >= 0.6) AND NOT (strangers AND (small OR clearly_strangers OR other_subject))
            THEN 'body'
        WHEN small THEN CASE
            WHEN one_name AND shared_people >= 1 THEN 'name'
            WHEN same_kind AND shared_people >= 2 THEN 'people'
        END
        -- Two write-ups that each name several people have the one who spoke in common. Two people each are not enough
        -- where the names are one and the venues not two: one of them may name those of its own school or bureau.
        WHEN clearly_strangers
            AND NOT (same_kind AND held_once(a_kind) AND one_subject)
            AND (strangers_to_many OR other_venue OR NOT (same_kind AND one_name))
            THEN NULL
        WHEN one_name THEN 'name'
        WHEN same_kind AND one_subject THEN 'name'
        WHEN same_kind AND shared_people >= 2 THEN 'people'
        WHEN same_kind AND held_once(a_kind) AND NOT other_subject THEN 'place_and_day'
        WHEN one_subject AND NOT general AND NOT strangers THEN 'name'
        WHEN shared_people >= 3 AND shared_people >= 0.6 * fewer_people AND NOT other_subject THEN 'people'
    END AS evidence
FROM compared
WHERE evidence IS NOT NULL;

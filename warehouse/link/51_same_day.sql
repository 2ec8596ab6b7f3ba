-- Pairs of one place and day that tell of one meeting, among the pages of one part of all places: @PARTS says in how many
-- parts, @PART which. What is compared are claims: pages that say the same of their meeting are one, so that a meeting
-- which everybody prints costs what a few write-ups do. A claim is named after its least page.

CREATE OR REPLACE TEMP TABLE here AS
SELECT *, min(document_id) OVER same AS claim, count(*) OVER same AS pages
FROM anchor
WHERE hash(place) % @PARTS = @PART
WINDOW same AS (PARTITION BY place, held_on, last_day, kind, occasion, level, time_of_day, venue, people);

CREATE OR REPLACE TEMP TABLE told AS SELECT * FROM here WHERE document_id = claim;

CREATE OR REPLACE TEMP TABLE claim_pair AS
WITH day AS (
    SELECT claim, place, occasion, unnest(generate_series(held_on, last_day, INTERVAL 1 DAY))::DATE AS day FROM told
)
SELECT DISTINCT a.claim AS a_claim, b.claim AS b_claim, a.occasion AS a_name, b.occasion AS b_name
FROM day AS a
JOIN day AS b ON b.place = a.place AND b.day = a.day AND b.claim > a.claim
UNION ALL
SELECT claim, claim, occasion, occasion FROM told WHERE pages > 1 AND last_day >= held_on;

CREATE OR REPLACE TEMP TABLE name_pair AS
SELECT DISTINCT a_name, b_name FROM claim_pair;
CREATE OR REPLACE TEMP TABLE names AS SELECT * FROM names_compared;

CREATE OR REPLACE TEMP TABLE compared AS
SELECT
    a_claim, b_claim,
    a.kind AS a_kind,
    a.kind = b.kind AS same_kind,
    small_level(a.level) OR small_level(b.level) AS small,
    -- Where the names are one, the kind was only read differently.
    (kinds_exclude(a.kind, b.kind) AND NOT one_name)
        OR halves_exclude(a.time_of_day, b.time_of_day)
        OR other_size(a.level, b.level)
        AS excluded,
    len(list_intersect(a.people, b.people)) AS shared_people,
    least(len(a.people), len(b.people)) AS fewer_people,
    strangers(a.people, b.people) AS strangers,
    clearly_strangers(a.people, b.people) AS clearly_strangers,
    strangers_to_many(a.people, b.people) AS strangers_to_many,
    other_venue(a.venue, b.venue) AS other_venue,
    one_name, one_subject, other_subject, general
FROM claim_pair
JOIN told AS a ON a.claim = a_claim
JOIN told AS b ON b.claim = b_claim
JOIN names USING (a_name, b_name);

-- By their texts. Pages of one claim and one text stand together.
CREATE OR REPLACE TEMP TABLE told_text AS
SELECT claim, text_hash, min(document_id) AS first_id FROM here WHERE text_hash IS NOT NULL GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE by_text AS
SELECT
    a.claim AS a_claim, a.text_hash AS a_text, a.first_id AS a_id,
    b.claim AS b_claim, b.text_hash AS b_text, b.first_id AS b_id
FROM told_text AS a
JOIN overlap AS o ON o.own_text = a.text_hash
JOIN told_text AS b ON b.text_hash = o.other_text
JOIN compared AS c ON c.a_claim = a.claim AND c.b_claim = b.claim
WHERE o.jaccard >= 0.95
    OR NOT excluded AND (
        o.jaccard >= 0.8 OR greatest(o.own_in_other, o.other_in_own) >= 0.9
        -- Half of their words may be those of a form that the place fills in for every meeting.
        OR (o.jaccard >= 0.5 OR greatest(o.own_in_other, o.other_in_own) >= 0.6)
            AND NOT (strangers AND (small OR clearly_strangers OR other_subject))
    );

CREATE OR REPLACE TEMP TABLE by_claim AS
SELECT
    a_claim, b_claim,
    CASE
        WHEN excluded THEN NULL
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

-- All pages of both stand together by the first of each.
INSERT INTO same_meeting
SELECT a.document_id, c.b_claim, c.evidence
FROM by_claim AS c JOIN here AS a ON a.claim = c.a_claim WHERE a.document_id <> c.b_claim
UNION
SELECT c.a_claim, b.document_id, c.evidence
FROM by_claim AS c JOIN here AS b ON b.claim = c.b_claim WHERE b.document_id <> c.a_claim
UNION
SELECT a.document_id, t.b_id, 'body'
FROM by_text AS t JOIN here AS a ON a.claim = t.a_claim AND a.text_hash = t.a_text WHERE a.document_id <> t.b_id
UNION
SELECT t.a_id, b.document_id, 'body'
FROM by_text AS t JOIN here AS b ON b.claim = t.b_claim AND b.text_hash = t.b_text WHERE b.document_id <> t.a_id;

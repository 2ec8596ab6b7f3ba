-- What each page claims of its meeting, set right by its copies: a page that does not name its place itself, or takes
-- the year from its own publication, follows a copy that states them.

-- Two pages that both name people, and none in common, do not tell of the same meeting, however alike their words.
CREATE OR REPLACE TEMP MACRO strangers(a_people, b_people) AS
    len(a_people) > 0 AND len(b_people) > 0 AND len(list_intersect(a_people, b_people)) = 0;
-- For pages of one place a single name is too little for that: each side may name its own speaker only.
CREATE OR REPLACE TEMP MACRO clearly_strangers(a_people, b_people) AS
    len(a_people) > 1 AND len(b_people) > 1 AND len(list_intersect(a_people, b_people)) = 0;
-- Whoever names three people names the one who spoke: the speaker of a speech printed apart is not among them.
CREATE OR REPLACE TEMP MACRO strangers_to_many(a_people, b_people) AS
    strangers(a_people, b_people) AND greatest(len(a_people), len(b_people)) >= 3;
CREATE OR REPLACE TEMP MACRO acquainted(a_people, b_people) AS len(list_intersect(a_people, b_people)) > 0;

CREATE OR REPLACE TEMP TABLE copy_of AS
SELECT a.document_id, b.document_id AS other_id, greatest(o.jaccard, o.own_in_other, o.other_in_own) AS strength
FROM doc AS a
JOIN overlap AS o ON o.own_text = a.text_hash
JOIN doc AS b ON b.text_hash = o.other_text AND b.document_id <> a.document_id
WHERE a.has_meeting AND b.has_meeting
    AND (a.place IS NULL OR NOT a.place_is_stated OR a.date_basis = 'year_from_publication')
    AND NOT strangers(a.people, b.people)
    AND greatest(o.jaccard, o.own_in_other, o.other_in_own)
        >= CASE WHEN acquainted(a.people, b.people) THEN 0.8 ELSE 0.9 END;

CREATE OR REPLACE TEMP TABLE new_claim AS
WITH place AS (
    SELECT c.document_id, b.place, b.other_id
    FROM copy_of AS c
    JOIN (SELECT document_id AS other_id, * EXCLUDE (document_id) FROM doc) AS b USING (other_id)
    JOIN doc AS a ON a.document_id = c.document_id
    WHERE b.place_is_stated AND NOT (a.place IS NOT NULL AND a.place_is_stated)
    QUALIFY row_number() OVER (PARTITION BY c.document_id ORDER BY c.strength DESC, b.source_rank, b.other_id) = 1
), day AS (
    SELECT c.document_id, b.held_on, b.held_until
    FROM copy_of AS c
    JOIN (SELECT document_id AS other_id, * EXCLUDE (document_id) FROM doc) AS b USING (other_id)
    JOIN doc AS a ON a.document_id = c.document_id
    WHERE a.date_basis = 'year_from_publication'
        AND a.held_on <> b.held_on
        AND strftime(a.held_on, '%m%d') = strftime(b.held_on, '%m%d')
        AND (b.date_basis = 'stated' OR b.published_on < a.published_on)
        AND coalesce(a.year_in_name, year(b.held_on)) = year(b.held_on)
        AND NOT other_place(a.place, a.place_is_stated, b.place, b.place_is_stated)
    QUALIFY row_number() OVER (
        PARTITION BY c.document_id
        ORDER BY b.date_basis = 'stated' DESC, b.published_on NULLS LAST, c.strength DESC, b.other_id
    ) = 1
)
SELECT
    d.document_id,
    coalesce(place.place, d.place) AS place,
    place.place IS NOT NULL OR d.place_is_stated AS place_is_stated,
    coalesce(day.held_on, d.held_on) AS held_on,
    coalesce(day.held_until, d.held_until) AS held_until,
    d.published_on, d.text_hash, d.people
FROM doc AS d
LEFT JOIN place USING (document_id)
LEFT JOIN day USING (document_id)
WHERE d.has_meeting AND d.document_id IN (SELECT document_id FROM claim_scope);

CREATE OR REPLACE TEMP TABLE old_claim AS
SELECT * FROM core.meeting_claims
WHERE document_id IN (SELECT document_id FROM claim_scope);

CREATE OR REPLACE TEMP TABLE claim_changed AS
WITH had AS (SELECT * EXCLUDE (cluster, evidence, meeting_id) FROM old_claim)
SELECT document_id FROM (
    (SELECT * FROM new_claim EXCEPT SELECT * FROM had) UNION ALL (SELECT * FROM had EXCEPT SELECT * FROM new_claim)
)
UNION
SELECT document_id FROM changed
WHERE document_id IN (SELECT document_id FROM new_claim UNION ALL SELECT document_id FROM old_claim);

-- Until they are placed anew they keep the cluster and the meeting they had; a new page has none.
DELETE FROM core.meeting_claims WHERE document_id IN (SELECT document_id FROM claim_changed);
INSERT INTO core.meeting_claims
SELECT n.*, coalesce(o.cluster, ''), coalesce(o.evidence, ''), coalesce(o.meeting_id, '')
FROM new_claim AS n
LEFT JOIN old_claim AS o USING (document_id)
WHERE n.document_id IN (SELECT document_id FROM claim_changed);

-- Which id each cluster of pages has: the one it had, or one minted from place, kind and day.

CREATE OR REPLACE TEMP TABLE best AS
SELECT
    cluster, document_id, published_on,
    concat_ws('|', coalesce(place, '?'), kind, coalesce(held_on::VARCHAR, '?'),
        CASE WHEN place IS NULL OR held_on IS NULL THEN document_id END) AS minted_from
FROM witness
WHERE place_in_order = 1;

CREATE OR REPLACE TEMP TABLE claimed_id AS
WITH by_founder AS (
    SELECT w.cluster, m.meeting_id
    FROM core.meetings AS m
    JOIN witness AS w ON w.document_id = m.founding_document_id
), by_member AS (
    -- The founding page is gone: the id stays with most of the pages that had it.
    SELECT w.cluster, m.meeting_id
    FROM core.meetings AS m
    JOIN (
        SELECT DISTINCT document_id, meeting_id FROM core.meeting_documents
        WHERE document_id IN (SELECT document_id FROM witness)
    ) AS d USING (meeting_id)
    JOIN witness AS w ON w.document_id = d.document_id
    WHERE m.founding_document_id NOT IN (SELECT document_id FROM core.meeting_claims)
    GROUP BY w.cluster, m.meeting_id
    QUALIFY row_number() OVER (PARTITION BY m.meeting_id ORDER BY count(*) DESC, min(w.document_id)) = 1
), every AS (
    SELECT * FROM by_founder UNION SELECT * FROM by_member
)
SELECT
    cluster, meeting_id,
    row_number() OVER (
        PARTITION BY cluster
        ORDER BY
            contains(m.minted_from, '?'),
            (SELECT count(DISTINCT d.document_id) FROM core.meeting_documents AS d WHERE d.meeting_id = m.meeting_id) DESC,
            meeting_id
    ) AS choice
FROM every
JOIN core.meetings AS m USING (meeting_id);

-- Meetings that nothing here touches keep their ids.
CREATE OR REPLACE TEMP TABLE other_meeting AS
SELECT meeting_id, minted_from FROM core.meetings WHERE meeting_id NOT IN (SELECT meeting_id FROM retired);

-- A second meeting of one place, kind and day takes the next free number.
CREATE OR REPLACE TEMP TABLE identity AS
WITH kept AS (
    SELECT c.cluster, c.meeting_id, m.minted_from, m.founding_document_id
    FROM claimed_id AS c
    JOIN core.meetings AS m USING (meeting_id)
    WHERE c.choice = 1
), taken AS (
    SELECT meeting_id, minted_from FROM kept UNION ALL SELECT meeting_id, minted_from FROM other_meeting
), fresh AS (
    SELECT
        cluster, minted_from, document_id,
        row_number() OVER (PARTITION BY minted_from ORDER BY published_on NULLS LAST, document_id) AS turn
    FROM best
    WHERE cluster NOT IN (SELECT cluster FROM kept)
), number AS (
    SELECT
        f.minted_from, n.number, left(sha256(concat('meeting|', f.minted_from, '#', n.number)), 16) AS meeting_id
    FROM (SELECT minted_from, count(*) AS wanted FROM fresh GROUP BY minted_from) AS f,
        unnest(generate_series(1, f.wanted + (SELECT count(*) FROM taken AS k WHERE k.minted_from = f.minted_from)))
            AS n (number)
), free AS (
    SELECT *, row_number() OVER (PARTITION BY minted_from ORDER BY number) AS turn
    FROM number
    WHERE meeting_id NOT IN (SELECT meeting_id FROM taken)
)
SELECT cluster, meeting_id, minted_from, founding_document_id FROM kept
UNION ALL
SELECT f.cluster, free.meeting_id, f.minted_from, f.document_id
FROM fresh AS f
JOIN free USING (minted_from, turn);

CREATE OR REPLACE TEMP TABLE alias AS
WITH merged AS (
    SELECT c.meeting_id AS alias_id, i.meeting_id
    FROM claimed_id AS c
    JOIN identity AS i USING (cluster)
    WHERE c.choice > 1
)
SELECT alias_id, meeting_id FROM merged
UNION
SELECT a.alias_id, coalesce(m.meeting_id, a.meeting_id)
FROM core.meeting_aliases AS a
LEFT JOIN merged AS m ON m.alias_id = a.meeting_id;

CREATE OR REPLACE TEMP TABLE new_meeting_aliases AS
WITH every AS (SELECT meeting_id FROM identity UNION ALL SELECT meeting_id FROM other_meeting)
SELECT alias_id, meeting_id
FROM alias
WHERE meeting_id IN (SELECT meeting_id FROM every) AND alias_id NOT IN (SELECT meeting_id FROM every)
ORDER BY alias_id;

CREATE OR REPLACE TEMP TABLE identified AS
SELECT c.* REPLACE (i.meeting_id AS meeting_id)
FROM core.meeting_claims AS c
JOIN identity AS i USING (cluster)
WHERE c.meeting_id <> i.meeting_id;
DELETE FROM core.meeting_claims WHERE document_id IN (SELECT document_id FROM identified);
INSERT INTO core.meeting_claims SELECT * FROM identified;

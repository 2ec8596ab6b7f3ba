-- Pairs of texts to compare: those that share a MinHash band, at least one of them not compared before.

CREATE OR REPLACE TEMP TABLE new_text AS
SELECT text_hash, min(version_id) AS version_id
FROM looked_doc
WHERE text_hash IN (SELECT text_hash FROM touched_text) AND text_hash NOT IN (SELECT text_hash FROM core.compared_texts)
GROUP BY text_hash;

-- A band's value holds its number (fingerprint.py), so that values of different bands never meet. Copies word for word
-- have the same bands and are one text. Of a band that few texts share each is compared with each. One that many share is
-- a form's (以“……”为校训 in the sketch of every school of a province), whose pairs would grow with the square of its texts,
-- or that of an article which everybody printed: there each is compared with the next before and behind it, in the order
-- in which originals are told from copies (30_duplicates.sql). So an article's copies make a chain; those on a form also
-- share the bands in which its names and numbers stand, which few others have.
CREATE OR REPLACE TEMP TABLE shared_band AS
WITH every AS (
    SELECT rowid AS page, unnest(bands) AS value FROM core.minhash
), fresh AS (
    SELECT unnest(bands) AS value FROM core.minhash WHERE version_id IN (SELECT version_id FROM new_text)
), shared AS (
    SELECT value FROM every WHERE value IN (SELECT value FROM fresh) GROUP BY value HAVING count(*) > 1
)
SELECT page, value FROM every WHERE value IN (SELECT value FROM shared);

-- Texts by number, in that order: a million bands with texts' names beside them are half a gigabyte.
CREATE OR REPLACE TEMP TABLE sharing AS
SELECT page, text_hash, min(place_in_order) OVER (PARTITION BY text_hash) AS text
FROM (
    SELECT
        b.rowid AS page, d.text_hash,
        row_number() OVER (
            ORDER BY d.copied_by_label, d.published_on NULLS LAST, d.published_at NULLS LAST, d.source_rank,
                d.text_chars DESC, d.document_id
        ) AS place_in_order
    FROM core.minhash AS b
    JOIN core.linked_documents AS d USING (version_id)
    WHERE b.rowid IN (SELECT page FROM shared_band)
);

CREATE OR REPLACE TEMP TABLE candidate AS
WITH member AS (
    SELECT DISTINCT value, text FROM shared_band JOIN sharing USING (page)
), crowd AS (
    SELECT value, count(*) <= 10 AS small FROM member GROUP BY value HAVING count(*) > 1
), fresh AS (
    SELECT value, small, text FROM member JOIN crowd USING (value)
    WHERE text IN (SELECT text FROM sharing WHERE text_hash IN (SELECT text_hash FROM new_text))
), in_turn AS (
    SELECT value, text, row_number() OVER (PARTITION BY value ORDER BY text) AS turn
    FROM member JOIN crowd USING (value) WHERE NOT small
), pair AS (
    SELECT f.text, m.text AS other, f.value
    FROM fresh AS f JOIN member AS m USING (value)
    WHERE f.small AND f.text <> m.text
    UNION ALL
    SELECT f.text, m.text, f.value
    FROM fresh AS f
    JOIN in_turn AS own USING (value, text)
    CROSS JOIN (VALUES (-1), (1)) AS next (step)
    JOIN in_turn AS m ON m.value = f.value AND m.turn = own.turn + next.step
), found AS (
    SELECT least(text, other) AS one, greatest(text, other) AS two, min(value) AS value FROM pair GROUP BY one, two
), name AS (
    SELECT DISTINCT text, text_hash FROM sharing
)
-- Pairs of one band stand together: so the texts that are compared are read once.
SELECT least(a.text_hash, b.text_hash) AS text_a, greatest(a.text_hash, b.text_hash) AS text_b, value
FROM found JOIN name AS a ON a.text = one JOIN name AS b ON b.text = two;

-- One version stands for each text: all of them have the same letters.
CREATE OR REPLACE TEMP TABLE body_of AS
SELECT text_hash, min(version_id) AS version_id
FROM core.linked_documents
WHERE text_hash IN (SELECT text_a FROM candidate UNION ALL SELECT text_b FROM candidate)
GROUP BY text_hash;

INSERT INTO core.compared_texts SELECT text_hash FROM new_text;

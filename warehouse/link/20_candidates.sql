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
CREATE OR REPLACE TEMP TABLE candidate AS
WITH every AS (
    SELECT version_id, unnest(bands) AS value FROM core.minhash
), fresh AS (
    SELECT t.text_hash, unnest(b.bands) AS value FROM core.minhash AS b JOIN new_text AS t USING (version_id)
), shared AS (
    SELECT value FROM every WHERE value IN (SELECT value FROM fresh) GROUP BY value HAVING count(*) > 1
), told AS (
    SELECT e.value, d.*
    FROM every AS e
    JOIN shared USING (value)
    JOIN (
        SELECT
            version_id, text_hash,
            row_number() OVER (
                ORDER BY copied_by_label, published_on NULLS LAST, published_at NULLS LAST, source_rank,
                    text_chars DESC, document_id
            ) AS place_in_order
        FROM core.linked_documents
    ) AS d USING (version_id)
), member AS (
    SELECT value, text_hash, min(place_in_order) AS place_in_order FROM told GROUP BY value, text_hash
), crowd AS (
    SELECT value, count(*) <= 10 AS small FROM member GROUP BY value HAVING count(*) > 1
), in_turn AS (
    SELECT value, text_hash, row_number() OVER (PARTITION BY value ORDER BY place_in_order) AS turn
    FROM member JOIN crowd USING (value) WHERE NOT small
), pair AS (
    SELECT f.text_hash, m.text_hash AS other_text, f.value
    FROM fresh AS f JOIN crowd USING (value) JOIN member AS m USING (value)
    WHERE small AND f.text_hash <> m.text_hash
    UNION ALL
    SELECT f.text_hash, m.text_hash, f.value
    FROM fresh AS f
    JOIN in_turn AS own USING (value, text_hash)
    CROSS JOIN (VALUES (-1), (1)) AS next (step)
    JOIN in_turn AS m ON m.value = f.value AND m.turn = own.turn + next.step
)
-- Pairs of one band stand together: so the texts that are compared are read once.
SELECT least(text_hash, other_text) AS text_a, greatest(text_hash, other_text) AS text_b, min(value) AS value
FROM pair
GROUP BY text_a, text_b;

-- One version stands for each text: all of them have the same letters.
CREATE OR REPLACE TEMP TABLE body_of AS
SELECT text_hash, min(version_id) AS version_id
FROM core.linked_documents
WHERE text_hash IN (SELECT text_a FROM candidate UNION ALL SELECT text_b FROM candidate)
GROUP BY text_hash;

INSERT INTO core.compared_texts SELECT text_hash FROM new_text;

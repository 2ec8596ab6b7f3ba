-- Pairs of texts to compare: those that share a MinHash band, at least one of them not compared before.

CREATE OR REPLACE TEMP TABLE new_text AS
SELECT text_hash, min(version_id) AS version_id
FROM looked_doc
WHERE text_hash IN (SELECT text_hash FROM touched_text) AND text_hash NOT IN (SELECT text_hash FROM core.compared_texts)
GROUP BY text_hash;

-- A band's value holds its number (fingerprint.py), so that values of different bands never meet. Copies word for word
-- have the same bands and are one text. A band that very many texts share is a form's (以“……”为校训 in the sketch of every
-- school of a province) and brings up no pairs, whose number would grow with the square of theirs: copies of one of these
-- also share the bands in which its names and numbers stand, which few others have.
CREATE OR REPLACE TEMP TABLE candidate AS
WITH every AS (
    SELECT version_id, unnest(bands) AS value FROM core.minhash
), fresh AS (
    SELECT t.text_hash, unnest(b.bands) AS value FROM core.minhash AS b JOIN new_text AS t USING (version_id)
), shared AS (
    SELECT value FROM every WHERE value IN (SELECT value FROM fresh) GROUP BY value HAVING count(*) > 1
), member AS (
    SELECT DISTINCT e.value, d.text_hash
    FROM every AS e JOIN shared USING (value) JOIN core.linked_documents AS d USING (version_id)
), telling AS (
    SELECT value FROM member GROUP BY value HAVING count(*) BETWEEN 2 AND 100
)
SELECT DISTINCT least(f.text_hash, m.text_hash) AS text_a, greatest(f.text_hash, m.text_hash) AS text_b
FROM fresh AS f JOIN telling USING (value) JOIN member AS m USING (value)
WHERE f.text_hash <> m.text_hash;

-- One version stands for each text: all of them have the same letters.
CREATE OR REPLACE TEMP TABLE body_of AS
SELECT text_hash, min(version_id) AS version_id
FROM core.linked_documents
WHERE text_hash IN (SELECT text_a FROM candidate UNION ALL SELECT text_b FROM candidate)
GROUP BY text_hash;

INSERT INTO core.compared_texts SELECT text_hash FROM new_text;

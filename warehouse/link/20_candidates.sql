-- Pairs of texts to compare: those that share a MinHash band, at least one of them not compared before.

CREATE OR REPLACE TEMP TABLE new_text AS
SELECT text_hash, min(version_id) AS version_id
FROM looked_doc
WHERE text_hash IN (SELECT text_hash FROM touched_text) AND text_hash NOT IN (SELECT text_hash FROM core.compared_texts)
GROUP BY text_hash;

-- A band's value holds its number (fingerprint.py), so that values of different bands never meet. Copies word for word
-- have the same bands and are one text.
CREATE OR REPLACE TEMP TABLE candidate AS
WITH fresh AS (
    SELECT t.text_hash, unnest(b.bands) AS value FROM core.minhash AS b JOIN new_text AS t USING (version_id)
), every AS (
    SELECT version_id, unnest(bands) AS value FROM core.minhash
), sharing AS (
    SELECT f.text_hash, e.version_id FROM every AS e JOIN fresh AS f USING (value) GROUP BY ALL
)
SELECT DISTINCT least(s.text_hash, d.text_hash) AS text_a, greatest(s.text_hash, d.text_hash) AS text_b
FROM sharing AS s
JOIN core.linked_documents AS d USING (version_id)
WHERE s.text_hash <> d.text_hash;

-- One version stands for each text: all of them have the same letters.
CREATE OR REPLACE TEMP TABLE body_of AS
SELECT text_hash, min(version_id) AS version_id
FROM core.linked_documents
WHERE text_hash IN (SELECT text_a FROM candidate UNION ALL SELECT text_b FROM candidate)
GROUP BY text_hash;

INSERT INTO core.compared_texts SELECT text_hash FROM new_text;

-- Pairs of texts to compare: those that share a MinHash band, at least one of them not compared before.

DELETE FROM core.compared_texts WHERE text_hash NOT IN (SELECT text_hash FROM doc WHERE text_hash IS NOT NULL);
DELETE FROM core.similar_texts
WHERE text_a NOT IN (SELECT text_hash FROM core.compared_texts) OR text_b NOT IN (SELECT text_hash FROM core.compared_texts);

-- One version stands for each text: its bands are those of every other version with that text.
CREATE OR REPLACE TEMP TABLE new_text AS
SELECT text_hash, min(version_id) AS version_id
FROM doc
WHERE text_hash IS NOT NULL AND text_hash NOT IN (SELECT text_hash FROM core.compared_texts)
GROUP BY text_hash;

CREATE OR REPLACE TEMP TABLE all_text AS
SELECT text_hash, min(version_id) AS version_id FROM doc WHERE text_hash IS NOT NULL GROUP BY text_hash;

CREATE OR REPLACE TEMP TABLE candidate AS
WITH bands AS (
    SELECT version_id, generate_subscripts(bands, 1) AS band, unnest(bands) AS value FROM core.minhash
), fresh AS (
    SELECT t.text_hash, b.band, b.value FROM bands AS b JOIN new_text AS t USING (version_id)
), every AS (
    SELECT t.text_hash, b.band, b.value
    FROM bands AS b
    JOIN all_text AS t USING (version_id)
    WHERE b.value IN (SELECT value FROM fresh)
)
SELECT DISTINCT least(f.text_hash, e.text_hash) AS text_a, greatest(f.text_hash, e.text_hash) AS text_b
FROM fresh AS f
JOIN every AS e ON e.value = f.value AND e.band = f.band
WHERE f.text_hash <> e.text_hash;

INSERT INTO core.compared_texts SELECT text_hash FROM new_text;

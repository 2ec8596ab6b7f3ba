-- The bands of a body on one row instead of twenty-six: they are always read together, and were a third of all rows.

CREATE TABLE core.minhash (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    bands UBIGINT[] NOT NULL
);
COMMENT ON TABLE core.minhash IS 'MinHash bands of a body: pages that share a band are compared in full (see warehouse/fingerprint.py); one row per version';
COMMENT ON COLUMN core.minhash.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.minhash.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.minhash.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.minhash.bands IS 'hash of each band, the first band first; none for a body that is too short';

INSERT INTO core.minhash
SELECT d.version_id, d.document_id, d.partition_id, coalesce(b.bands, [])
FROM core.documents AS d
LEFT JOIN (SELECT version_id, list(value ORDER BY band) AS bands FROM core.minhash_bands GROUP BY version_id) AS b
    USING (version_id);

DROP TABLE core.minhash_bands;

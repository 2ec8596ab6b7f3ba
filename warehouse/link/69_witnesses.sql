-- The pages of each cluster, the best evidence first, for one part of the clusters: @PARTS says in how many parts, @PART
-- which.

INSERT INTO witness
SELECT
    k.cluster, k.evidence, c.*,
    row_number() OVER (
        PARTITION BY k.cluster
        ORDER BY
            c.place IS NULL OR c.held_on IS NULL, NOT c.place_is_stated, c.date_basis = 'stated' DESC NULLS LAST,
            c.source_rank, c.copied_by_label, c.published_on NULLS LAST, c.document_id
    ) AS place_in_order
FROM cluster AS k
JOIN claim AS c USING (document_id)
WHERE hash(k.cluster) % @PARTS = @PART;

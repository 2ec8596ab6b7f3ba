-- Each of them joins the meeting that most proves, or none.

INSERT INTO cluster
WITH chosen AS (
    SELECT *
    FROM proof
    WHERE evidence IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY document_id
        ORDER BY
            CASE evidence WHEN 'body' THEN 1 WHEN 'people' THEN 2 ELSE 3 END,
            CASE evidence WHEN 'body' THEN round(overlap, 2) ELSE 0 END DESC,
            shared_people DESC, abs(days_after), same_name DESC, cluster
    ) = 1
), dated AS (
    SELECT DISTINCT cluster FROM known WHERE held_on IS NOT NULL
)
SELECT document_id, cluster, evidence
FROM chosen
-- A meeting whose day nobody knew may be joined by pages of one day, not of two.
QUALIFY cluster IN (SELECT cluster FROM dated)
    OR held_on IS NULL
    OR held_on = min(held_on) OVER (PARTITION BY cluster);

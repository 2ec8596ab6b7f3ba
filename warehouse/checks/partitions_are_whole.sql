-- severity: blocking
-- Partitions with more or fewer rows in raw.fetches than were staged, and rows of no partition.
SELECT coalesce(p.partition_id, f.partition_id) AS partition_id, p.pages AS staged, f.pages AS loaded
FROM ops.partitions AS p
FULL JOIN (SELECT partition_id, count(*) AS pages FROM raw.fetches GROUP BY partition_id) AS f USING (partition_id)
WHERE coalesce(p.pages, -1) <> coalesce(f.pages, 0)

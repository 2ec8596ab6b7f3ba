-- Which pages to look at: those of partitions that differ from what was linked, and those of sources told anew.

CREATE OR REPLACE TEMP TABLE changed_partition AS
SELECT coalesce(p.partition_id, l.partition_id) AS partition_id, l.partition_id IS NOT NULL AS linked_before
FROM ops.partitions AS p
FULL JOIN (SELECT * FROM core.linked_partitions WHERE partition_id <> '') AS l ON l.partition_id = p.partition_id
WHERE p.digest IS DISTINCT FROM l.digest;

-- A page that moved to another partition, or back, has one of the two among those that differ.
CREATE OR REPLACE TEMP TABLE looked AS
SELECT document_id FROM core.documents WHERE partition_id IN (SELECT partition_id FROM changed_partition)
UNION
SELECT document_id FROM raw.fetches WHERE partition_id IN (SELECT partition_id FROM changed_partition)
UNION
SELECT document_id FROM core.linked_documents WHERE partition_id IN (SELECT partition_id FROM changed_partition)
UNION
SELECT l.document_id
FROM core.linked_documents AS l
LEFT JOIN core.sources AS s USING (source_id)
WHERE l.source_name IS DISTINCT FROM s.name OR l.source_kind IS DISTINCT FROM s.kind;

-- The current version of each (see core.current_documents).
CREATE OR REPLACE TEMP TABLE page AS
SELECT
    document_id, arg_max(version_id, (fetched_at, version_id)) AS version_id,
    arg_max(partition_id, (fetched_at, version_id)) AS partition_id
FROM core.documents
WHERE document_id IN (SELECT document_id FROM looked)
GROUP BY document_id;

-- Texts that no current page has any more.

CREATE OR REPLACE TEMP TABLE gone_text AS
SELECT c.text_hash FROM core.compared_texts AS c ANTI JOIN core.linked_documents AS d ON d.text_hash = c.text_hash;
DELETE FROM core.similar_texts
WHERE text_a IN (SELECT text_hash FROM gone_text) OR text_b IN (SELECT text_hash FROM gone_text);
DELETE FROM core.compared_texts WHERE text_hash IN (SELECT text_hash FROM gone_text);

DELETE FROM core.linked_partitions
WHERE partition_id = '' OR partition_id IN (SELECT partition_id FROM changed_partition);
INSERT INTO core.linked_partitions
SELECT partition_id, digest FROM ops.partitions WHERE partition_id IN (SELECT partition_id FROM changed_partition);

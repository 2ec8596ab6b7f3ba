-- severity: warning
-- Sources with pages that are not in core.sources.
SELECT source_id, count(*) AS pages FROM raw.fetches WHERE source_id NOT IN (SELECT source_id FROM core.sources) GROUP BY source_id

-- Where in the archive lie the bytes behind each number?
SELECT q.evidence, f.warc_file, f.warc_offset, f.fetched_at
FROM mart.quantities AS q
JOIN core.documents AS d USING (version_id)
JOIN raw.fetches AS f USING (fetch_id)
ORDER BY f.warc_file, f.warc_offset, q.seq

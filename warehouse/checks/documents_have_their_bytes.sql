-- severity: blocking
-- Documents whose fetch is not in raw.fetches or was no success, and successes without a document.
SELECT 'document' AS side, d.version_id, d.fetch_id
FROM core.documents AS d
LEFT JOIN raw.fetches AS f ON f.fetch_id = d.fetch_id AND f.outcome = 'ok' AND f.version_id = d.version_id
WHERE f.fetch_id IS NULL
UNION ALL
SELECT 'fetch', f.version_id, f.fetch_id
FROM raw.fetches AS f
LEFT JOIN core.documents AS d USING (version_id)
WHERE f.outcome = 'ok' AND d.version_id IS NULL

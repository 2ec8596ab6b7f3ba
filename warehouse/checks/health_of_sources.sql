-- severity: warning
-- Sources that the last crawl found unreachable, blocked or broken.
SELECT source_id, day, state, detail
FROM ops.source_health
WHERE state NOT IN ('ok', 'empty')
QUALIFY day = max(day) OVER (PARTITION BY source_id)

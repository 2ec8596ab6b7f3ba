-- severity: blocking
-- More than one page in twenty published after it was fetched, or reporting a meeting after that: a reader of dates is broken.
-- With fewer than twenty such pages nothing can be said.
SELECT count(*) FILTER (wrong) AS wrong, count(*) AS pages
FROM (
    SELECT
        coalesce(greatest(d.published_on, m.held_on) > (d.fetched_at AT TIME ZONE 'Asia/Shanghai')::DATE, false) AS wrong
    FROM core.current_documents AS d
    LEFT JOIN core.meeting_reports AS m USING (version_id)
)
HAVING wrong >= 20 AND wrong > 0.05 * pages

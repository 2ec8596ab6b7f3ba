-- severity: warning
-- Publication after the fetch or before the web, and meetings after their publication or more than a year before it.
SELECT d.document_id, d.published_on, m.held_on, d.fetched_at
FROM core.current_documents AS d
LEFT JOIN core.meeting_reports AS m USING (version_id)
WHERE d.published_on > (d.fetched_at AT TIME ZONE 'Asia/Shanghai')::DATE
    OR d.published_on < DATE '1994-01-01'
    OR m.held_on > d.published_on
    OR m.held_on > (d.fetched_at AT TIME ZONE 'Asia/Shanghai')::DATE
    OR m.held_until < m.held_on
    OR m.held_on < d.published_on - 366

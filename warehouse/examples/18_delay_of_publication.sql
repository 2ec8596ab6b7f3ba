-- How many days after the meeting do the kinds of site report it?
SELECT s.kind, count(*) AS pages, median(d.published_on - m.held_on) AS median_days
FROM core.meetings AS m
JOIN core.meeting_documents AS g USING (meeting_id)
JOIN core.documents AS d USING (version_id)
JOIN core.sources AS s USING (source_id)
WHERE m.held_on IS NOT NULL AND d.published_on >= m.held_on
GROUP BY s.kind
ORDER BY s.kind

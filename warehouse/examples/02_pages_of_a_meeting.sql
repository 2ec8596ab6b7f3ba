-- Which pages report each meeting, and why do they belong to it?
SELECT m.name, d.url, d.joined_by
FROM core.meetings AS m
JOIN core.meeting_documents AS d USING (meeting_id)
ORDER BY m.held_on, m.name, d.url

-- On what do the pages of one meeting disagree?
SELECT m.name, c.attribute, c.value, c.chosen, d.url
FROM core.meeting_conflicts AS c
JOIN core.meetings AS m USING (meeting_id)
JOIN core.current_documents AS d USING (document_id)
ORDER BY m.name, c.attribute, c.value, d.url

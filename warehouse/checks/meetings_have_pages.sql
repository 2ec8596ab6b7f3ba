-- severity: blocking
-- Meetings without a page, pages of a meeting that is not there, aliases that lead nowhere.
SELECT 'meeting' AS what, meeting_id FROM core.meetings
WHERE meeting_id NOT IN (SELECT meeting_id FROM core.meeting_documents)
UNION ALL
SELECT 'page', meeting_id FROM core.meeting_documents
WHERE meeting_id NOT IN (SELECT meeting_id FROM core.meetings)
UNION ALL
SELECT 'alias', alias_id FROM core.meeting_aliases
WHERE meeting_id NOT IN (SELECT meeting_id FROM core.meetings) OR alias_id IN (SELECT meeting_id FROM core.meetings)

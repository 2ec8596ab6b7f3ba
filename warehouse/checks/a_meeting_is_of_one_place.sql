-- severity: warning
-- Meetings of two places or two days among their pages: a copy that took them from elsewhere, or a wrong link.
SELECT meeting_id, attribute, list(DISTINCT value ORDER BY value) AS said
FROM core.meeting_conflicts
WHERE attribute IN ('jurisdiction_code', 'held_on')
GROUP BY ALL
ORDER BY ALL

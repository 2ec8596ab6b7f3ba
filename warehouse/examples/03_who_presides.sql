-- Which offices preside over the annual meeting: deputy heads or party secretaries?
SELECT p.title, count(DISTINCT t.meeting_id) AS meetings
FROM core.participants AS p
JOIN core.told_once AS t USING (version_id)
WHERE list_contains(p.roles, 'chair') AND t.meeting_kind = 'annual_work_meeting'
GROUP BY p.title
ORDER BY meetings DESC, p.title

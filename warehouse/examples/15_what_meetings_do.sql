-- What do annual meetings do: report, award, sign?
SELECT act, sum(meetings) AS meetings
FROM mart.agenda
WHERE meeting_kind = 'annual_work_meeting'
GROUP BY act
ORDER BY meetings DESC, act

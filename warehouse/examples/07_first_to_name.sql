-- Which place named a programme first?
SELECT m.term, first(t.county ORDER BY t.published_on, t.url) AS county, min(t.published_on) AS published_on
FROM core.programme_mentions AS m
JOIN core.told_once AS t USING (version_id)
GROUP BY m.term
ORDER BY published_on, m.term

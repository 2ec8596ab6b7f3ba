-- How did the mentions of 双减 develop over the years?
SELECT told_in, meetings, divisions
FROM mart.programmes
WHERE term = '双减'
ORDER BY told_in

-- How many new school places (学位) do places name per year?
SELECT told_in, sum(plain_value) AS places, count(DISTINCT jurisdiction_code) AS divisions
FROM mart.quantities
WHERE contains(subject, '学位')
GROUP BY told_in
ORDER BY told_in

-- How many counties of each province are covered per year?
SELECT left(division_code, 2) || '0000' AS province_code, told_in,
    count(*) FILTER (meetings > 0) AS covered, count(*) AS counties
FROM mart.coverage
WHERE level = 'county'
GROUP BY ALL
ORDER BY ALL

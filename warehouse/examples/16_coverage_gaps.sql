-- Which counties of the register have no meeting in a year?
SELECT division_code, name, told_in
FROM mart.coverage
WHERE meetings = 0 AND level = 'county'
ORDER BY division_code, told_in

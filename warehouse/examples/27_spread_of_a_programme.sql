-- How did a programme spread over divisions, month by month?
SELECT month, meetings, new_divisions, divisions_so_far
FROM mart.programme_spread
WHERE term = '双减'
ORDER BY month

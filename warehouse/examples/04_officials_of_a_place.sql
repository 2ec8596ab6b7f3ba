-- Who held which education office in a county, from when to when as far as meetings show?
SELECT name, title, first_seen_on, last_seen_on, meetings
FROM mart.officials
WHERE county = '青山县'
ORDER BY first_seen_on, name

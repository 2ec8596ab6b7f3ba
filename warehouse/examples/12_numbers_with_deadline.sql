-- Which numbers have places promised to reach, and by when?
SELECT county, subject, comparator, value, unit, deadline_on, evidence
FROM mart.quantities
WHERE deadline_on IS NOT NULL
ORDER BY deadline_on, county, seq

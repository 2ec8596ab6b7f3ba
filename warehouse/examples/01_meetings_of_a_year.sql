-- Which education work meetings were held in 2024, in order of their day?
SELECT held_on, province, city, county, name, document_count
FROM mart.meetings
WHERE kind = 'annual_work_meeting' AND held_in = 2024
ORDER BY held_on, jurisdiction_code

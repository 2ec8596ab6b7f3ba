-- What was demanded about school safety, by whom, and where is it said?
SELECT held_on, county, speaker, speaker_title, verb, text, url, span_start, span_end
FROM mart.directives
WHERE contains(text, '安全')
ORDER BY held_on DESC, url, seq

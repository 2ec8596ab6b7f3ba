-- Pages that name both place and day, and the words in which 51_same_day.sql and those after it compare two pages.

-- A leading group or a symposium is a meeting of its own, also on the day of the annual meeting with the same people.
CREATE OR REPLACE TEMP MACRO kinds_exclude(a, b) AS
    a <> b AND (a IN ('leading_group_meeting', 'symposium') OR b IN ('leading_group_meeting', 'symposium'));
CREATE OR REPLACE TEMP MACRO halves_exclude(a, b) AS
    coalesce((regexp_matches(a, '[早上]') AND regexp_matches(b, '[下晚]'))
        OR (regexp_matches(b, '[早上]') AND regexp_matches(a, '[下晚]')), false);
CREATE OR REPLACE TEMP MACRO small_level(level) AS coalesce(level IN ('town', 'school'), false);
-- One name holds the other (教育工作会议 in 教育工作会议暨推进会), or most of their characters are the same.
CREATE OR REPLACE TEMP MACRO one_name(a, b) AS
    length(a) >= 4 AND length(b) >= 4 AND (contains(a, b) OR contains(b, a));
CREATE OR REPLACE TEMP MACRO name_likeness(a, b) AS
    CASE WHEN length(a) > 0 AND length(b) > 0 THEN jaccard(a, b) ELSE 0 END;

CREATE OR REPLACE TEMP TABLE anchor AS
SELECT *, least(held_until, held_on + 14) AS last_day
FROM claim
WHERE place IS NOT NULL AND held_on IS NOT NULL;

CREATE OR REPLACE TEMP TABLE same_meeting (a_id VARCHAR, b_id VARCHAR, evidence VARCHAR);

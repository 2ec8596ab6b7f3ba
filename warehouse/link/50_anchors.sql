-- Pages that name both place and day, and the words in which 51_same_day.sql and those after it compare two pages.

-- A leading group or a symposium is a meeting of its own, also on the day of the annual meeting with the same people.
CREATE OR REPLACE TEMP MACRO kinds_exclude(a, b) AS
    a <> b AND (a IN ('leading_group_meeting', 'symposium') OR b IN ('leading_group_meeting', 'symposium'));
CREATE OR REPLACE TEMP MACRO halves_exclude(a, b) AS
    coalesce((regexp_matches(a, '[早上]') AND regexp_matches(b, '[下晚]'))
        OR (regexp_matches(b, '[早上]') AND regexp_matches(a, '[下晚]')), false);
CREATE OR REPLACE TEMP MACRO small_level(level) AS coalesce(level IN ('town', 'school'), false);
CREATE OR REPLACE TEMP MACRO other_size(a, b) AS
    a IS NOT NULL AND b IS NOT NULL AND small_level(a) <> small_level(b);

-- What each part of a name says beside that there was a meeting about education: 校园安全 of 校园安全工作推进会, 职业 of
-- 职业教育工作会议, nothing of 教育工作会议. Words of every such name, and those of the party committee in front of it.
CREATE OR REPLACE TEMP MACRO own_words(name) AS
    regexp_replace(
        name,
        '^[省市州县区旗]?委|教育(体育)?|教体|系统|工作|会议|大会|会$|第[一二三四五六七八九十\d]+[次届个]|(上|下)?半年度?|年中|'
        '扩大|现场|专题|视频|电视电话|动员|部署|推进|促进|调度|总结|座谈|表彰|表扬|庆祝|(高质量)?发展',
        '', 'g'
    );
CREATE OR REPLACE TEMP MACRO themes(occasion) AS list_transform(string_split(occasion, '暨'), part -> own_words(part));
CREATE OR REPLACE TEMP MACRO characters(a) AS list_distinct(string_split(a, ''));
-- The part of their characters that two words share (DuckDB's jaccard() compares bytes: any two words are half alike).
CREATE OR REPLACE TEMP MACRO name_likeness(a, b) AS
    CASE WHEN length(a) > 0 AND length(b) > 0
        THEN len(list_intersect(characters(a), characters(b))) / len(characters(a || b)) ELSE 0 END;
CREATE OR REPLACE TEMP MACRO one_theme(a, b) AS
    CASE
        WHEN least(length(a), length(b)) < 2 THEN a = b
        WHEN contains(a, b) OR contains(b, a) THEN true
        WHEN least(length(a), length(b)) < 0.6 * greatest(length(a), length(b)) THEN false
        ELSE name_likeness(a, b) >= 0.6
    END;
-- Some part of both names is about the same (开学暨校园安全, 校园食品安全), or both say no more than that it was about
-- education.
CREATE OR REPLACE TEMP MACRO one_subject(a_themes, b_themes) AS
    len(list_filter(a_themes, a -> len(list_filter(b_themes, b -> one_theme(a, b))) > 0)) > 0;
-- One name holds the other, and has in front of it nothing of its own: 教育工作会议 is one with 教育工作会议暨推进会 and
-- 县委教育工作会议, not with 职业教育工作会议.
CREATE OR REPLACE TEMP MACRO holds_name(a, b) AS
    CASE WHEN length(b) >= 4 AND contains(a, b)
        THEN regexp_matches(own_words(left(a, strpos(a, b) - 1)), '^$|暨$') ELSE false END;
CREATE OR REPLACE TEMP MACRO one_name(a, b) AS holds_name(a, b) OR holds_name(b, a);

-- Without one of these two pages whose texts do not overlap are never taken for pages of one meeting, unless both name
-- their day: one kind or one name, and for meetings of a town or a school somebody whom both name.
CREATE OR REPLACE TEMP MACRO comparable(a_kind, a_level, a_name, a_people, b_kind, b_level, b_name, b_people) AS
    NOT other_size(a_level, b_level)
    AND (a_kind = b_kind OR contains(a_name, b_name) OR contains(b_name, a_name))
    AND (NOT (small_level(a_level) OR small_level(b_level)) OR list_has_any(a_people, b_people));

-- Spans of 31 days, by which pages of one time are found: what lies within so many days lies in one or two of them.
CREATE OR REPLACE TEMP MACRO span_of(day) AS datediff('day', DATE '2000-01-01', day) // 31;
CREATE OR REPLACE TEMP MACRO spans(first_day, last_day) AS
    list_distinct([span_of(first_day), span_of(last_day)]);

-- Both say where it was, and neither place can be the other (县影剧院, 县委党校报告厅).
CREATE OR REPLACE TEMP MACRO other_venue(a, b) AS
    CASE WHEN a IS NULL OR b IS NULL OR contains(a, b) OR contains(b, a) THEN false ELSE name_likeness(a, b) < 0.5 END;

-- What the names in name_pair say of each other: asked once for two names, however many pages bear them.
CREATE OR REPLACE TEMP TABLE name_pair (a_name VARCHAR, b_name VARCHAR);
CREATE OR REPLACE TEMP VIEW names_compared AS
SELECT
    *,
    list_contains(a_themes, '') OR list_contains(b_themes, '') AS general,
    -- Both say what the meeting was about, and not the same.
    NOT general AND NOT one_subject AS other_subject
FROM (
    SELECT a_name, b_name, a_themes, b_themes,
        one_name(a_name, b_name) AS one_name, one_subject(a_themes, b_themes) AS one_subject
    FROM (SELECT *, themes(a_name) AS a_themes, themes(b_name) AS b_themes FROM name_pair)
);

-- A place has one of these on a day.
CREATE OR REPLACE TEMP MACRO held_once(kind) AS
    kind IN ('annual_work_meeting', 'semiannual_work_meeting', 'leading_group_meeting');

CREATE OR REPLACE TEMP TABLE anchor AS
SELECT *, least(held_until, held_on + 14) AS last_day
FROM claim
WHERE place IS NOT NULL AND held_on IS NOT NULL;

CREATE OR REPLACE TEMP TABLE same_meeting (a_id VARCHAR, b_id VARCHAR, evidence VARCHAR);

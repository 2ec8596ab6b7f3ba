-- Officials, programmes, agenda, directives, quantities: over meetings, with evidence.

CREATE OR REPLACE VIEW mart.officials AS
SELECT
    p.name, p.title, t.jurisdiction_code, t.province, t.city, t.county,
    min(coalesce(t.held_on, t.published_on)) AS first_seen_on,
    max(coalesce(t.held_on, t.published_on)) AS last_seen_on,
    count(DISTINCT t.meeting_id) AS meetings,
    count(DISTINCT t.document_id) AS documents,
    list_sort(list_distinct(flatten(list(p.roles::VARCHAR[])))) AS roles,
    arg_min(t.url, (coalesce(t.held_on, t.published_on), t.url)) AS first_url,
    arg_max(t.url, (coalesce(t.held_on, t.published_on), t.url)) AS last_url,
    arg_max(t.body[p.span_start + 1 : p.span_end], (coalesce(t.held_on, t.published_on), t.url)) AS evidence
FROM core.participants AS p
JOIN core.told_once AS t USING (version_id)
-- 副县长王伟 of one county is not 副县长王伟 of another; where no place is known, each page has its own.
GROUP BY
    p.name, p.title, t.jurisdiction_code, t.province, t.city, t.county,
    CASE WHEN coalesce(t.jurisdiction_code, t.province, t.city, t.county) IS NULL THEN t.document_id END;

COMMENT ON VIEW mart.officials IS 'who held which office where: first and last time a meeting shows a person under a title';
COMMENT ON COLUMN mart.officials.first_seen_on IS 'first day on which the person is seen under the title';
COMMENT ON COLUMN mart.officials.last_seen_on IS 'last such day';
COMMENT ON COLUMN mart.officials.meetings IS 'meetings that show it';
COMMENT ON COLUMN mart.officials.documents IS 'pages that show it';
COMMENT ON COLUMN mart.officials.roles IS 'what the person did at them';
COMMENT ON COLUMN mart.officials.first_url IS 'page of the first day';
COMMENT ON COLUMN mart.officials.last_url IS 'page of the last day';
COMMENT ON COLUMN mart.officials.evidence IS 'the words of that page that say it';

CREATE OR REPLACE VIEW mart.programmes AS
SELECT
    m.programme_id, m.term, t.told_in,
    count(*) AS mentions,
    count(DISTINCT t.meeting_id) AS meetings,
    count(DISTINCT t.jurisdiction_code) AS divisions,
    min(t.published_on) AS first_published_on
FROM core.programme_mentions AS m
JOIN core.told_once AS t USING (version_id)
GROUP BY ALL;

COMMENT ON VIEW mart.programmes IS 'programmes and slogans by year: how many meetings and places name them';
COMMENT ON COLUMN mart.programmes.told_in IS 'year of the meeting, or of the publication';
COMMENT ON COLUMN mart.programmes.mentions IS 'pages that name it, copies left out';
COMMENT ON COLUMN mart.programmes.meetings IS 'meetings that name it';
COMMENT ON COLUMN mart.programmes.divisions IS 'places whose meetings name it';
COMMENT ON COLUMN mart.programmes.first_published_on IS 'earliest publication that names it in the year';

CREATE OR REPLACE VIEW mart.programme_spread AS
WITH told AS (
    SELECT
        m.programme_id, m.term, t.meeting_id, t.document_id, coalesce(t.held_on, t.published_on) AS told_on,
        coalesce(t.jurisdiction_code, nullif(concat_ws('/', t.province, t.city, t.county), '')) AS division
    FROM core.programme_mentions AS m
    JOIN core.told_once AS t USING (version_id)
    WHERE coalesce(t.held_on, t.published_on) IS NOT NULL
), first AS (
    SELECT programme_id, division, min(told_on) AS first_told_on FROM told WHERE division IS NOT NULL GROUP BY ALL
), month AS (
    SELECT
        programme_id, any_value(term ORDER BY told_on, document_id) AS term,
        date_trunc('month', told_on)::DATE AS month,
        count(DISTINCT document_id) AS documents,
        count(DISTINCT meeting_id) AS meetings,
        count(DISTINCT division) AS divisions,
        min(told_on) AS first_told_on
    FROM told
    GROUP BY programme_id, date_trunc('month', told_on)
), arrived AS (
    SELECT programme_id, date_trunc('month', first_told_on)::DATE AS month, count(*) AS new_divisions
    FROM first
    GROUP BY ALL
)
SELECT
    m.programme_id, m.term, m.month, m.documents, m.meetings, m.divisions,
    coalesce(a.new_divisions, 0) AS new_divisions,
    (sum(coalesce(a.new_divisions, 0)) OVER (PARTITION BY m.programme_id ORDER BY m.month))::BIGINT AS divisions_so_far,
    min(m.first_told_on) OVER (PARTITION BY m.programme_id) AS first_seen_on
FROM month AS m
LEFT JOIN arrived AS a USING (programme_id, month);

COMMENT ON VIEW mart.programme_spread IS 'how a programme spreads over divisions, month by month; months that do not name it are left out';
COMMENT ON COLUMN mart.programme_spread.month IS 'first day of the month of the meeting, or of the publication';
COMMENT ON COLUMN mart.programme_spread.documents IS 'pages of the month that name it, copies left out';
COMMENT ON COLUMN mart.programme_spread.meetings IS 'meetings of the month that name it';
COMMENT ON COLUMN mart.programme_spread.divisions IS 'places whose meetings of the month name it';
COMMENT ON COLUMN mart.programme_spread.new_divisions IS 'places that name it for the first time in this month';
COMMENT ON COLUMN mart.programme_spread.divisions_so_far IS 'places that have named it up to the end of this month';
COMMENT ON COLUMN mart.programme_spread.first_seen_on IS 'first day on which any meeting or page names it';

CREATE OR REPLACE VIEW mart.agenda AS
SELECT
    a.act, t.told_in, t.meeting_kind, count(*) AS acts, count(DISTINCT t.meeting_id) AS meetings
FROM core.agenda_items AS a
JOIN core.told_once AS t USING (version_id)
GROUP BY ALL;

COMMENT ON VIEW mart.agenda IS 'what meetings do, by year and kind of meeting';
COMMENT ON COLUMN mart.agenda.told_in IS 'year of the meeting, or of the publication';
COMMENT ON COLUMN mart.agenda.meeting_kind IS 'kind of the meeting';
COMMENT ON COLUMN mart.agenda.acts IS 'acts of this kind';
COMMENT ON COLUMN mart.agenda.meetings IS 'meetings with such an act';

CREATE OR REPLACE VIEW mart.directives AS
SELECT
    t.meeting_id, t.meeting_name, t.meeting_kind, t.held_on, t.told_in, t.jurisdiction_code, t.province, t.city,
    t.county, d.version_id, t.document_id, t.url, d.seq, d.directive_id, d.parent_id, d.depth, d.speaker,
    p.title AS speaker_title, d.verb, d.ordinal, d.text, up.text AS parent_text, d.span_start, d.span_end
FROM core.directives AS d
JOIN core.told_once AS t USING (version_id)
LEFT JOIN core.directives AS up ON up.version_id = d.version_id AND up.directive_id = d.parent_id
LEFT JOIN (
    SELECT version_id, name, any_value(title ORDER BY seq) AS title FROM core.participants GROUP BY ALL
) AS p ON p.version_id = d.version_id AND p.name = d.speaker;

COMMENT ON VIEW mart.directives IS 'what was demanded, by whom, at which meeting; copies of pages left out';
COMMENT ON COLUMN mart.directives.meeting_name IS 'name of the meeting';
COMMENT ON COLUMN mart.directives.meeting_kind IS 'kind of the meeting';
COMMENT ON COLUMN mart.directives.told_in IS 'year of the meeting, or of the publication';
COMMENT ON COLUMN mart.directives.speaker_title IS 'title of the speaker on the page';
COMMENT ON COLUMN mart.directives.parent_text IS 'the point it belongs to';

CREATE OR REPLACE VIEW mart.quantities AS
SELECT
    t.meeting_id, t.meeting_name, t.held_on, t.told_in, t.jurisdiction_code, t.province, t.city, t.county,
    q.version_id, t.document_id, t.url, q.seq, q.subject, q.comparator, q.value, q.unit,
    q.value * CASE left(q.unit, 1) WHEN '万' THEN 1e4 WHEN '亿' THEN 1e8 ELSE 1 END AS plain_value,
    q.deadline, q.deadline_on, t.body[q.span_start + 1 : q.span_end] AS evidence, q.span_start, q.span_end
FROM core.quantities AS q
JOIN core.told_once AS t USING (version_id);

COMMENT ON VIEW mart.quantities IS 'numbers said about education, with the words that say them; copies of pages left out';
COMMENT ON COLUMN mart.quantities.meeting_name IS 'name of the meeting';
COMMENT ON COLUMN mart.quantities.told_in IS 'year of the meeting, or of the publication';
COMMENT ON COLUMN mart.quantities.plain_value IS 'value with 万 and 亿 multiplied out';
COMMENT ON COLUMN mart.quantities.evidence IS 'the words of the body that say it';

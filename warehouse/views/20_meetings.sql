-- Meetings, everything on one row.

CREATE OR REPLACE VIEW mart.meetings AS
WITH pages AS (
    SELECT DISTINCT meeting_id, document_id, version_id FROM core.meeting_documents
), documents AS (
    SELECT
        g.meeting_id,
        list(d.url ORDER BY d.document_id = m.best_document_id DESC, d.published_on, d.url) AS urls,
        min(d.published_on) AS first_published_on
    FROM pages AS g
    JOIN core.documents AS d USING (version_id)
    JOIN core.meetings AS m USING (meeting_id)
    GROUP BY g.meeting_id
), person AS (
    -- One row a person: the title by the best page, the roles of all pages.
    SELECT
        g.meeting_id, p.name,
        first(p.title ORDER BY p.document_id = m.best_document_id DESC, length(p.title) DESC, p.document_id)
            FILTER (p.title IS NOT NULL) AS title,
        list_sort(list_distinct(flatten(list(p.roles)))) AS roles,
        -- in the order of the best page, then those that only other pages name
        coalesce(min(p.seq) FILTER (p.document_id = m.best_document_id), 1000 + min(p.seq)) AS seq
    FROM pages AS g
    JOIN core.participants AS p USING (version_id)
    JOIN core.meetings AS m USING (meeting_id)
    GROUP BY g.meeting_id, p.name
), people AS (
    SELECT
        meeting_id,
        list({'name': name, 'title': title, 'roles': roles::VARCHAR[]} ORDER BY seq, name) AS participants,
        list(name ORDER BY seq, name) FILTER (list_contains(roles, 'chair')) AS chairs,
        list(name ORDER BY seq, name) FILTER (list_contains(roles, 'speaker')) AS speakers
    FROM person
    GROUP BY meeting_id
), best AS (
    SELECT m.meeting_id, d.version_id FROM core.meetings AS m
    JOIN core.current_documents AS d ON d.document_id = m.best_document_id
), programmes AS (
    SELECT g.meeting_id, list_sort(list_distinct(list(t.term))) AS programmes
    FROM pages AS g JOIN core.programme_mentions AS t USING (version_id) GROUP BY g.meeting_id
), lists AS (
    SELECT
        b.meeting_id,
        (SELECT list(t.text ORDER BY t.seq) FROM core.attending_groups AS t WHERE t.version_id = b.version_id)
            AS attending_groups,
        (SELECT count(*) FROM core.agenda_items AS t WHERE t.version_id = b.version_id) AS agenda_items,
        (SELECT count(*) FROM core.directives AS t WHERE t.version_id = b.version_id) AS directives,
        (SELECT count(*) FROM core.quantities AS t WHERE t.version_id = b.version_id) AS quantities
    FROM best AS b
)
SELECT
    m.meeting_id, m.name, m.kind, m.level, m.held_on, m.held_until, m.date_basis, year(m.held_on) AS held_in,
    m.time_of_day, m.venue, m.mode, m.jurisdiction_code, m.province, m.city, m.county,
    coalesce(p.participants, []) AS participants,
    coalesce(p.chairs, []) AS chairs,
    coalesce(p.speakers, []) AS speakers,
    coalesce(l.attending_groups, []) AS attending_groups,
    coalesce(g.programmes, []) AS programmes,
    l.agenda_items, l.directives, l.quantities,
    d.first_published_on, d.urls, m.document_count, m.source_count, m.best_document_id
FROM core.meetings AS m
JOIN documents AS d USING (meeting_id)
LEFT JOIN people AS p USING (meeting_id)
LEFT JOIN programmes AS g USING (meeting_id)
LEFT JOIN lists AS l USING (meeting_id);

COMMENT ON VIEW mart.meetings IS 'one row per meeting with everything that its pages say';
COMMENT ON COLUMN mart.meetings.held_in IS 'year of the first day';
COMMENT ON COLUMN mart.meetings.participants IS 'named persons over all pages: name, title, roles';
COMMENT ON COLUMN mart.meetings.chairs IS 'who presided';
COMMENT ON COLUMN mart.meetings.speakers IS 'who spoke';
COMMENT ON COLUMN mart.meetings.attending_groups IS 'unnamed groups, as the best page writes them';
COMMENT ON COLUMN mart.meetings.programmes IS 'programmes and slogans that its pages name';
COMMENT ON COLUMN mart.meetings.agenda_items IS 'acts on the best page';
COMMENT ON COLUMN mart.meetings.directives IS 'directives on the best page';
COMMENT ON COLUMN mart.meetings.quantities IS 'numbers on the best page';
COMMENT ON COLUMN mart.meetings.first_published_on IS 'earliest publication among its pages';
COMMENT ON COLUMN mart.meetings.urls IS 'its pages, the best first';

-- What the rows of a page belong to: the meeting, where and when. Copies of a page are left out, so nothing counts twice.
CREATE OR REPLACE VIEW core.told_once AS
SELECT
    d.version_id, d.document_id, d.url, d.source_id, d.published_on, d.body, m.meeting_id, m.name AS meeting_name,
    m.kind AS meeting_kind, m.held_on, year(coalesce(m.held_on, d.published_on)) AS told_in, m.jurisdiction_code,
    m.province, m.city, m.county
FROM core.current_documents AS d
LEFT JOIN (SELECT DISTINCT document_id, meeting_id FROM core.meeting_documents) AS g USING (document_id)
LEFT JOIN core.meetings AS m USING (meeting_id)
WHERE d.document_id NOT IN (SELECT document_id FROM core.duplicates);

COMMENT ON VIEW core.told_once IS 'current pages without copies of each other, with the meeting they report';
COMMENT ON COLUMN core.told_once.meeting_name IS 'name of the meeting';
COMMENT ON COLUMN core.told_once.meeting_kind IS 'kind of the meeting';
COMMENT ON COLUMN core.told_once.told_in IS 'year of the meeting, or of the publication where the day is unknown';

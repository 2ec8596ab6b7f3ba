-- The meetings from $low to below $high: one JSON text each, and their pages in order, the best first.
WITH page AS (
    SELECT
        g.meeting_id, g.document_id, g.version_id, min(g.joined_by::VARCHAR) AS joined_by,
        row_number() OVER (
            PARTITION BY g.meeting_id
            ORDER BY g.document_id = any_value(m.best_document_id) DESC, min(d.published_on), g.document_id
        ) AS place
    FROM core.meeting_documents AS g
    JOIN core.meetings AS m USING (meeting_id)
    JOIN core.documents AS d USING (version_id)
    WHERE g.meeting_id >= $low AND g.meeting_id < $high
    GROUP BY g.meeting_id, g.document_id, g.version_id
), pages AS (
    SELECT
        meeting_id,
        list({'version_id': version_id, 'document_id': document_id, 'joined_by': joined_by} ORDER BY place) AS pages
    FROM page
    GROUP BY meeting_id
), told AS (
    -- What pages say of one person's office is no attribute of the meeting, and they differ in it as in those.
    SELECT meeting_id, 'participant' AS attribute, name AS subject, title AS value, document_id, place = 1 AS chosen
    FROM page
    JOIN (
        SELECT version_id, name, any_value(title ORDER BY seq) AS title
        FROM core.participants
        WHERE title IS NOT NULL AND version_id IN (
            SELECT version_id FROM page QUALIFY count(*) OVER (PARTITION BY meeting_id) > 1
        )
        GROUP BY ALL
    ) USING (version_id)
    QUALIFY count(DISTINCT title) OVER (PARTITION BY meeting_id, name) > 1
), disagreement AS (
    SELECT meeting_id, attribute, NULL AS subject, value, document_id, chosen
    FROM core.meeting_conflicts WHERE meeting_id >= $low AND meeting_id < $high
    UNION ALL BY NAME
    FROM told
), conflicts AS (
    SELECT meeting_id, list({
        'attribute': attribute, 'subject': subject, 'value': value, 'chosen': chosen, 'documents': documents
    } ORDER BY subject NULLS FIRST, attribute, chosen DESC, value) AS conflicts
    FROM (
        SELECT meeting_id, attribute, subject, value, bool_or(chosen) AS chosen, list(document_id ORDER BY document_id) AS documents
        FROM disagreement GROUP BY ALL
    )
    GROUP BY meeting_id
)
SELECT
    m.meeting_id,
    to_json({
        'meeting_id': m.meeting_id, 'name': m.name, 'kind': m.kind, 'level': m.level, 'date': m.held_on::VARCHAR,
        'end_date': m.held_until::VARCHAR, 'date_basis': m.date_basis, 'time_of_day': m.time_of_day, 'venue': m.venue,
        'mode': m.mode, 'code': m.jurisdiction_code, 'province': m.province, 'city': m.city, 'county': m.county,
        'conflicts': coalesce(c.conflicts, [])
    })::VARCHAR AS facts,
    p.pages
FROM core.meetings AS m
JOIN pages AS p USING (meeting_id)
LEFT JOIN conflicts AS c USING (meeting_id)
ORDER BY m.meeting_id

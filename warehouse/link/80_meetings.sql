-- Each attribute of a meeting by the best evidence among its pages, and where they disagree.

CREATE OR REPLACE TEMP TABLE said AS
SELECT i.meeting_id, i.minted_from, i.founding_document_id, w.*
FROM witness AS w
JOIN identity AS i USING (cluster);

CREATE OR REPLACE TEMP TABLE new_meetings AS
SELECT
    meeting_id,
    any_value(minted_from) AS minted_from,
    -- The founder stands for the id as long as it belongs to the meeting.
    CASE
        WHEN count(*) FILTER (document_id = founding_document_id) > 0 THEN any_value(founding_document_id)
        ELSE first(document_id ORDER BY place_in_order)
    END AS founding_document_id,
    first(document_id ORDER BY place_in_order) AS best_document_id,
    first(name ORDER BY place_in_order) AS name,
    first(kind ORDER BY place_in_order) AS kind,
    first(level ORDER BY place_in_order) FILTER (level IS NOT NULL) AS level,
    first(held_on ORDER BY place_in_order) FILTER (held_on IS NOT NULL) AS held_on,
    first(nullif(held_until, held_on) ORDER BY place_in_order) FILTER (held_until > held_on) AS held_until,
    first(date_basis ORDER BY place_in_order) FILTER (date_basis IS NOT NULL) AS date_basis,
    first(time_of_day ORDER BY place_in_order) FILTER (time_of_day IS NOT NULL) AS time_of_day,
    first(venue ORDER BY place_in_order) FILTER (venue IS NOT NULL) AS venue,
    first(mode ORDER BY place_in_order) FILTER (mode IS NOT NULL) AS mode,
    -- All parts of the place from one page: a code of one and a county of another would be no place at all.
    first(jurisdiction_code ORDER BY NOT place_is_stated, place_in_order) FILTER (own_place) AS jurisdiction_code,
    first(province ORDER BY NOT place_is_stated, place_in_order) FILTER (own_place) AS province,
    first(city ORDER BY NOT place_is_stated, place_in_order) FILTER (own_place) AS city,
    first(county ORDER BY NOT place_is_stated, place_in_order) FILTER (own_place) AS county,
    count(*)::INTEGER AS document_count,
    count(DISTINCT source_id)::INTEGER AS source_count
FROM (
    SELECT
        *,
        place IS NOT NULL
            AND place = coalesce(jurisdiction_code, nullif(concat_ws('/', province, city, county), '')) AS own_place
    FROM said
)
GROUP BY meeting_id
ORDER BY meeting_id;

-- Pages whose rows in core.meeting_documents are made anew: those of the meetings above, copies among or beside them,
-- and those that were fetched again, perhaps under another address.
CREATE OR REPLACE TEMP TABLE told_scope AS
WITH member AS (
    SELECT document_id, canonical_document_id FROM core.duplicates
    UNION ALL
    SELECT canonical_document_id, canonical_document_id FROM core.duplicates
), near AS (
    SELECT document_id FROM said UNION SELECT document_id FROM duplicate_scope
), whole AS (
    SELECT DISTINCT canonical_document_id FROM member WHERE document_id IN (SELECT document_id FROM near)
)
SELECT document_id FROM near
UNION
SELECT m.document_id FROM member AS m JOIN whole USING (canonical_document_id)
UNION
SELECT document_id FROM looked
UNION
SELECT document_id FROM core.meeting_documents
WHERE meeting_id NOT IN (SELECT meeting_id FROM other_meeting)
    OR document_id NOT IN (SELECT document_id FROM core.linked_documents)
UNION
-- an address that its partition no longer has
SELECT m.document_id
FROM core.meeting_documents AS m
ANTI JOIN raw.fetches AS f ON f.document_id = m.document_id AND f.url = m.url
WHERE EXISTS (SELECT 1 FROM changed_partition WHERE linked_before);

-- A copy of a page that reports a meeting reports it too, also where the copy is so short or so damaged that no meeting
-- could be read from it.
CREATE OR REPLACE TEMP TABLE copy_without AS
WITH member AS (
    SELECT document_id, canonical_document_id FROM core.duplicates
    UNION ALL
    SELECT canonical_document_id, canonical_document_id FROM core.duplicates
)
SELECT d.document_id, d.version_id, min(s.meeting_id) AS meeting_id
FROM core.linked_documents AS d
JOIN member AS own ON own.document_id = d.document_id
JOIN member AS other ON other.canonical_document_id = own.canonical_document_id
JOIN core.meeting_claims AS s ON s.document_id = other.document_id
WHERE NOT d.has_meeting AND d.doc_type IN ('meeting_report', 'speech', 'other_news')
    AND d.document_id IN (SELECT document_id FROM told_scope)
GROUP BY d.document_id, d.version_id
HAVING count(DISTINCT s.meeting_id) = 1;

UPDATE new_meetings AS m
SET document_count = m.document_count + c.copies
FROM (SELECT meeting_id, count(*)::INTEGER AS copies FROM copy_without GROUP BY meeting_id) AS c
WHERE c.meeting_id = m.meeting_id;

CREATE OR REPLACE TEMP TABLE new_meeting_conflicts AS
WITH value AS (
    UNPIVOT (
        SELECT
            meeting_id, document_id, name::VARCHAR AS name, kind::VARCHAR AS kind, level::VARCHAR AS level,
            held_on::VARCHAR AS held_on, nullif(held_until, held_on)::VARCHAR AS held_until,
            time_of_day::VARCHAR AS time_of_day, venue::VARCHAR AS venue, mode::VARCHAR AS mode,
            jurisdiction_code::VARCHAR AS jurisdiction_code
        FROM said
    )
    ON name, kind, level, held_on, held_until, time_of_day, venue, mode, jurisdiction_code
    INTO NAME attribute VALUE value
), chosen AS (
    UNPIVOT (
        SELECT
            meeting_id, name::VARCHAR AS name, kind::VARCHAR AS kind, level::VARCHAR AS level,
            held_on::VARCHAR AS held_on, held_until::VARCHAR AS held_until, time_of_day::VARCHAR AS time_of_day,
            venue::VARCHAR AS venue, mode::VARCHAR AS mode, jurisdiction_code::VARCHAR AS jurisdiction_code
        FROM new_meetings
    )
    ON name, kind, level, held_on, held_until, time_of_day, venue, mode, jurisdiction_code
    INTO NAME attribute VALUE chosen
)
SELECT v.meeting_id, v.attribute, v.value, v.value = c.chosen AS chosen, v.document_id
FROM value AS v
JOIN chosen AS c USING (meeting_id, attribute)
QUALIFY count(*) FILTER (v.value <> c.chosen) OVER (PARTITION BY v.meeting_id, v.attribute) > 0
ORDER BY v.meeting_id, v.attribute, v.value, v.document_id;

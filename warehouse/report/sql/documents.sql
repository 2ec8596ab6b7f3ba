-- What each page of the table `chosen` (version_id) says, as one JSON text. Every fact begins with a key that is its own
-- on the page (a letter for the list and its place in it) and the span of its evidence.
WITH
uncertain AS (
    SELECT version_id, string_agg(to_json({'key': 'u' || seq, 'start': span_start, 'end': span_end, 'candidates': candidates})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.uncertain_readings SEMI JOIN chosen USING (version_id) GROUP BY version_id
), participants AS (
    SELECT version_id, string_agg(to_json({'key': 'p' || seq, 'start': span_start, 'end': span_end, 'name': name, 'title': title, 'organisation': organisation,
        'roles': roles::VARCHAR[]})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.participants SEMI JOIN chosen USING (version_id) GROUP BY version_id
), attending_groups AS (
    SELECT version_id, string_agg(to_json({'key': 'g' || seq, 'start': span_start, 'end': span_end, 'text': text})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.attending_groups SEMI JOIN chosen USING (version_id) GROUP BY version_id
), agenda AS (
    SELECT version_id, string_agg(to_json({'key': 'a' || seq, 'start': span_start, 'end': span_end, 'act': act, 'actor': actor, 'object': object})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.agenda_items SEMI JOIN chosen USING (version_id) GROUP BY version_id
), directives AS (
    SELECT version_id, string_agg(to_json({'key': 'd' || seq, 'start': span_start, 'end': span_end, 'id': directive_id, 'parent': parent_id, 'speaker': speaker, 'verb': verb,
        'ordinal': ordinal, 'text': text})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.directives SEMI JOIN chosen USING (version_id) GROUP BY version_id
), members AS (
    SELECT version_id, mention_seq AS seq, list(member ORDER BY seq) AS members
    FROM core.programme_members SEMI JOIN chosen USING (version_id) GROUP BY version_id, mention_seq
), programmes AS (
    SELECT p.version_id, string_agg(to_json({'key': 'm' || p.seq, 'start': span_start, 'end': span_end, 'term': term, 'members': coalesce(members, [])})::VARCHAR, ',' ORDER BY p.seq) AS json
    FROM (FROM core.programme_mentions SEMI JOIN chosen USING (version_id)) AS p
    LEFT JOIN members USING (version_id, seq)
    GROUP BY p.version_id
), quantities AS (
    SELECT version_id, string_agg(to_json({'key': 'q' || seq, 'start': span_start, 'end': span_end, 'value': value, 'unit': unit, 'subject': subject, 'comparator': comparator,
        'deadline': deadline})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.quantities SEMI JOIN chosen USING (version_id) GROUP BY version_id
), referred AS (
    SELECT version_id, string_agg(to_json({'key': 'r' || seq, 'start': span_start, 'end': span_end, 'kind': kind, 'name': name})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.references_made SEMI JOIN chosen USING (version_id) GROUP BY version_id
), credits AS (
    SELECT version_id, string_agg(to_json({'key': 'c' || seq, 'role': role, 'name': name})::VARCHAR, ',' ORDER BY seq) AS json
    FROM core.credits SEMI JOIN chosen USING (version_id) GROUP BY version_id
), document AS (
    SELECT * FROM core.documents SEMI JOIN chosen USING (version_id)
), report AS (
    -- The record gives the meeting's own attributes no span: day, place and name are found in the text as they stand.
    SELECT
        r.*,
        coalesce(
            nullif(strpos(body, strftime(held_on, '%Y年%-m月%-d日')), 0),
            nullif(strpos(body, strftime(held_on, '%-m月%-d日')), 0)
        ) - 1 AS date_start,
        CASE WHEN contains(body, strftime(held_on, '%Y年%-m月%-d日')) THEN length(strftime(held_on, '%Y年%-m月%-d日'))
            ELSE length(strftime(held_on, '%-m月%-d日')) END AS date_length,
        nullif(strpos(body, venue), 0) - 1 AS venue_start,
        nullif(strpos(body, name), 0) - 1 AS name_start
    FROM (FROM core.meeting_reports SEMI JOIN chosen USING (version_id)) AS r
    JOIN document USING (version_id)
), meeting AS (
    SELECT version_id, to_json({
        'name': name, 'kind': kind, 'level': level, 'date': held_on::VARCHAR, 'end_date': held_until::VARCHAR,
        'date_basis': date_basis, 'time_of_day': time_of_day, 'venue': venue, 'sub_venues': sub_venues, 'mode': mode,
        'jurisdiction': {'code6': jurisdiction_code, 'province': province, 'city': city, 'county': county}
    }) AS json, to_json(list_filter([
        {'key': 'held', 'start': date_start::INTEGER, 'end': (date_start + date_length)::INTEGER},
        {'key': 'venue', 'start': venue_start::INTEGER, 'end': (venue_start + length(venue))::INTEGER},
        {'key': 'name', 'start': name_start::INTEGER, 'end': (name_start + length(name))::INTEGER}
    ], lambda span: span.start IS NOT NULL)) AS located
    FROM report
)
-- Lists are text before they are joined: joins copy nested values, and pass texts on.
SELECT
    d.version_id,
    md5(d.body) AS digest,
    concat(
        rtrim(to_json({
            'document_id': d.document_id, 'version_id': d.version_id, 'url': d.url, 'title': d.title,
            'source_id': d.source_id, 'source_name': s.name, 'source_label': d.source_label,
            'published': coalesce(strftime(d.published_at, '%Y-%m-%dT%H:%M:%S+08:00'), d.published_on::VARCHAR),
            'published_evidence': d.published_evidence, 'doc_type': d.doc_type,
            'is_education_meeting': d.is_education_meeting, 'script': d.script, 'views': d.views,
            'fetched': strftime(d.fetched_at, '%Y-%m-%dT%H:%M:%S+08:00'), 'extractor_version': d.extractor_version,
            'archived': {'file': f.warc_file, 'offset': f.warc_offset, 'hash': d.content_hash},
            'copy_of': x.canonical_document_id, 'copy_relation': x.relation,
            'site_name': b.site_name, 'host_unit': b.host_unit, 'unit': b.unit, 'columns': b.columns,
            'restoration': {
                'pinyin_removed': e.pinyin_removed, 'bytes_repaired': e.bytes_repaired, 'converted': e.chars_converted
            },
            'body': d.body
        })::VARCHAR, '}'),
        ',"meeting":', coalesce(m.json, 'null'), ',"located":', coalesce(m.located, '[]'),
        ',"directives":[', t.json, '],"agenda":[', a.json, '],"participants":[', p.json,
        '],"attending_groups":[', g.json, '],"programmes":[', o.json, '],"quantities":[', q.json,
        '],"references":[', r.json, '],"uncertain":[', u.json, '],"credits":[', c.json, ']}'
    ) AS facts
FROM document AS d
LEFT JOIN core.sources AS s USING (source_id)
LEFT JOIN raw.fetches AS f USING (fetch_id)
LEFT JOIN core.publishers AS b ON b.version_id = d.version_id
LEFT JOIN core.restorations AS e ON e.version_id = d.version_id
LEFT JOIN core.duplicates AS x ON x.document_id = d.document_id
LEFT JOIN meeting AS m ON m.version_id = d.version_id
LEFT JOIN uncertain AS u ON u.version_id = d.version_id
LEFT JOIN participants AS p ON p.version_id = d.version_id
LEFT JOIN attending_groups AS g ON g.version_id = d.version_id
LEFT JOIN agenda AS a ON a.version_id = d.version_id
LEFT JOIN directives AS t ON t.version_id = d.version_id
LEFT JOIN programmes AS o ON o.version_id = d.version_id
LEFT JOIN quantities AS q ON q.version_id = d.version_id
LEFT JOIN referred AS r ON r.version_id = d.version_id
LEFT JOIN credits AS c ON c.version_id = d.version_id

-- What linking needs to know of the documents it looks at: one wide row each, in the table looked_doc.
-- @THERE restricts a table to the partitions of one block of them, in words that let DuckDB skip all others.

INSERT INTO looked_doc BY NAME
WITH people AS (
    SELECT version_id, list_sort(list_distinct(list(name))) AS people
    FROM core.participants
    WHERE @THERE AND version_id IN (SELECT version_id FROM page WHERE @THERE)
    GROUP BY version_id
), publisher AS (
    SELECT * FROM core.publishers WHERE @THERE AND version_id IN (SELECT version_id FROM page WHERE @THERE)
), report AS (
    SELECT * FROM core.meeting_reports WHERE @THERE AND version_id IN (SELECT version_id FROM page WHERE @THERE)
), document AS (
    SELECT * FROM core.documents WHERE @THERE AND version_id IN (SELECT version_id FROM page WHERE @THERE)
), own AS (
    SELECT
        d.document_id,
        s.name AS source_name,
        s.kind AS told_kind,
        lower(coalesce(s.kind, '')) AS source_kind,
        list_filter([s.name, p.site_name, p.host_unit, p.unit], x -> length(x) >= 2) AS names
    FROM document AS d
    LEFT JOIN core.sources AS s USING (source_id)
    LEFT JOIN publisher AS p USING (version_id)
)
SELECT
    d.document_id, d.version_id, d.partition_id, d.source_id, own.source_name, own.told_kind AS source_kind, d.canonical_url, d.published_on, d.published_at, d.doc_type, d.script,
    d.text_hash, d.text_chars, d.source_label, own.names AS own_names,
    -- gov > bureau > media > school > library: who is nearest to the meeting
    CASE
        WHEN own.source_kind LIKE 'gov%' THEN 1
        WHEN own.source_kind LIKE '%bureau%' THEN 2
        WHEN own.source_kind LIKE 'media%' THEN 3
        WHEN own.source_kind LIKE 'school%' THEN 4
        WHEN own.source_kind LIKE '%librar%' THEN 5
        WHEN regexp_matches(d.canonical_url, '^https?://[^/]*\.gov\.cn(:\d+)?/') THEN 1
        ELSE 6
    END AS source_rank,
    -- 来源 names somebody else: the page says itself that it is a copy (来源：本站 and the like does not)
    d.source_label IS NOT NULL
        AND length(d.source_label) >= 2
        AND NOT regexp_matches(d.source_label, '本站|本网|原创')
        AND len(own.names) > 0
        AND len(list_filter(own.names, x -> contains(x, d.source_label) OR contains(d.source_label, x))) = 0
        AS copied_by_label,
    m.version_id IS NOT NULL AS has_meeting,
    m.name, m.kind, m.level, m.held_on, coalesce(m.held_until, m.held_on) AS held_until, m.date_basis, m.time_of_day,
    m.venue, m.mode, m.jurisdiction_code, m.province, m.city, m.county,
    coalesce(m.jurisdiction_code, nullif(concat_ws('/', m.province, m.city, m.county), '')) AS place,
    -- 斗门 of 斗门区: how a text names the place without its kind
    CASE
        WHEN length(coalesce(m.county, m.city, m.province)) >= 3
            THEN regexp_replace(coalesce(m.county, m.city, m.province), '(省|市|县|区|旗)$', '')
        ELSE coalesce(m.county, m.city, m.province)
    END AS stem,
    -- Whether the text itself names the place, or whether it was taken from the site that carries the page.
    coalesce(
        contains(d.body, stem) OR contains(coalesce(d.title, ''), stem) OR contains(m.name, stem),
        false
    ) AS place_is_stated,
    -- The name without its place, year and punctuation: what kind of occasion it was
    regexp_replace(
        regexp_replace(
            replace(
                replace(
                    replace(coalesce(m.name, ''), coalesce(m.county, '　'), ''),
                    coalesce(m.city, '　'), ''
                ),
                coalesce(m.province, '　'), ''
            ),
            '20\d\d(—|-|至)?(20\d\d)?(学)?年(度|春季|秋季)?|[全我](国|省|市|县|区|旗|镇|乡|校)|[\s“”"''《》（）()·,，、]', '', 'g'
        ),
        '^' || coalesce(stem, '　') || '(省|市|县|区|旗)?',
        ''
    ) AS occasion,
    try_cast(regexp_extract(m.name, '(20\d\d)年', 1) AS INTEGER) AS year_in_name,
    d.title,
    coalesce(people.people, []) AS people
FROM document AS d
JOIN own USING (document_id)
LEFT JOIN report AS m USING (version_id)
LEFT JOIN people USING (version_id);

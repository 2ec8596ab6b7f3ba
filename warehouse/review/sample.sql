-- Pages to review in the order of a weighted draw: the more there is to doubt about a page, the sooner it comes. The draw
-- is that of Efraimidis and Spirakis (2006), key = ln(u) / weight, with u from the page and the seed: the same seed
-- draws the same pages. Exact copies of a page are left out.
WITH candidate AS (
    SELECT d.version_id, d.document_id, d.title, d.doc_type, d.source_id, d.script, r.*
    FROM core.current_documents AS d
    LEFT JOIN (SELECT version_id AS reported, kind, held_on, jurisdiction_code FROM core.meeting_reports) AS r
        ON r.reported = d.version_id
    WHERE ($source IS NULL OR d.source_id = $source)
        AND (($kind IS NULL AND r.reported IS NOT NULL) OR d.doc_type::VARCHAR = $kind OR r.kind::VARCHAR = $kind)
        AND d.doc_type <> 'not_article'
        AND d.document_id NOT IN (SELECT document_id FROM core.duplicates WHERE relation = 'exact')
), doubted AS (
    SELECT
        c.*,
        list_filter([
            CASE WHEN c.version_id IN (SELECT version_id FROM core.uncertain_readings) THEN 'uncertain' END,
            CASE WHEN c.document_id IN (SELECT document_id FROM core.meeting_conflicts) THEN 'conflict' END,
            CASE WHEN c.version_id IN (SELECT version_id FROM core.restorations WHERE bytes_repaired > 0) THEN 'damaged' END,
            CASE WHEN c.reported IS NOT NULL AND c.held_on IS NULL THEN 'no_day' END,
            CASE WHEN c.reported IS NOT NULL AND c.jurisdiction_code IS NULL THEN 'no_place' END,
            CASE WHEN c.version_id NOT IN (SELECT version_id FROM core.participants) THEN 'no_people' END,
            CASE WHEN c.version_id NOT IN (SELECT version_id FROM core.directives) THEN 'no_directives' END
        ], lambda doubt: doubt IS NOT NULL) AS doubts
    FROM candidate AS c
)
SELECT version_id, doubts
FROM doubted
ORDER BY
    ln((md5_number_lower(version_id || $seed) + 0.5) / 18446744073709551616.0) / (1 + 3 * len(doubts)) DESC, version_id
LIMIT $number

-- severity: blocking
-- Rows of a version that core.documents does not have, or has for another page.
WITH used AS (
    SELECT 'core.paragraphs' AS table_name, version_id, document_id FROM core.paragraphs
    UNION
    SELECT 'core.credits' AS table_name, version_id, document_id FROM core.credits
    UNION
    SELECT 'core.related_links' AS table_name, version_id, document_id FROM core.related_links
    UNION
    SELECT 'core.uncertain_readings' AS table_name, version_id, document_id FROM core.uncertain_readings
    UNION
    SELECT 'core.participants' AS table_name, version_id, document_id FROM core.participants
    UNION
    SELECT 'core.attending_groups' AS table_name, version_id, document_id FROM core.attending_groups
    UNION
    SELECT 'core.agenda_items' AS table_name, version_id, document_id FROM core.agenda_items
    UNION
    SELECT 'core.directives' AS table_name, version_id, document_id FROM core.directives
    UNION
    SELECT 'core.programme_mentions' AS table_name, version_id, document_id FROM core.programme_mentions
    UNION
    SELECT 'core.quantities' AS table_name, version_id, document_id FROM core.quantities
    UNION
    SELECT 'core.references_made' AS table_name, version_id, document_id FROM core.references_made
    UNION
    SELECT 'core.publishers' AS table_name, version_id, document_id FROM core.publishers
    UNION
    SELECT 'core.restorations' AS table_name, version_id, document_id FROM core.restorations
    UNION
    SELECT 'core.meeting_reports' AS table_name, version_id, document_id FROM core.meeting_reports
    UNION
    SELECT 'core.programme_members' AS table_name, version_id, document_id FROM core.programme_members
    UNION
    SELECT 'core.minhash' AS table_name, version_id, document_id FROM core.minhash
)
SELECT u.table_name, u.version_id, u.document_id
FROM used AS u
LEFT JOIN core.documents AS d USING (version_id, document_id)
WHERE d.version_id IS NULL

-- severity: blocking
-- Rows of a version that core.documents does not have, or has for another page.
WITH used AS (
    SELECT 'core.paragraphs' AS table_name, version_id, document_id FROM core.paragraphs
    UNION ALL
    SELECT 'core.credits' AS table_name, version_id, document_id FROM core.credits
    UNION ALL
    SELECT 'core.related_links' AS table_name, version_id, document_id FROM core.related_links
    UNION ALL
    SELECT 'core.uncertain_readings' AS table_name, version_id, document_id FROM core.uncertain_readings
    UNION ALL
    SELECT 'core.participants' AS table_name, version_id, document_id FROM core.participants
    UNION ALL
    SELECT 'core.attending_groups' AS table_name, version_id, document_id FROM core.attending_groups
    UNION ALL
    SELECT 'core.agenda_items' AS table_name, version_id, document_id FROM core.agenda_items
    UNION ALL
    SELECT 'core.directives' AS table_name, version_id, document_id FROM core.directives
    UNION ALL
    SELECT 'core.programme_mentions' AS table_name, version_id, document_id FROM core.programme_mentions
    UNION ALL
    SELECT 'core.quantities' AS table_name, version_id, document_id FROM core.quantities
    UNION ALL
    SELECT 'core.references_made' AS table_name, version_id, document_id FROM core.references_made
    UNION ALL
    SELECT 'core.publishers' AS table_name, version_id, document_id FROM core.publishers
    UNION ALL
    SELECT 'core.restorations' AS table_name, version_id, document_id FROM core.restorations
    UNION ALL
    SELECT 'core.meeting_reports' AS table_name, version_id, document_id FROM core.meeting_reports
    UNION ALL
    SELECT 'core.programme_members' AS table_name, version_id, document_id FROM core.programme_members
    UNION ALL
    SELECT 'core.minhash' AS table_name, version_id, document_id FROM core.minhash
)
SELECT DISTINCT table_name, version_id, document_id
FROM used
ANTI JOIN core.documents USING (version_id, document_id)

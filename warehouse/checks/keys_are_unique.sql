-- severity: blocking
-- Rows of one version that have the same place in their list, or a second row where there is one a version.
SELECT 'core.paragraphs' AS table_name, version_id, seq FROM core.paragraphs GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.credits' AS table_name, version_id, seq FROM core.credits GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.related_links' AS table_name, version_id, seq FROM core.related_links GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.uncertain_readings' AS table_name, version_id, seq FROM core.uncertain_readings GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.participants' AS table_name, version_id, seq FROM core.participants GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.attending_groups' AS table_name, version_id, seq FROM core.attending_groups GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.agenda_items' AS table_name, version_id, seq FROM core.agenda_items GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.directives' AS table_name, version_id, seq FROM core.directives GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.programme_mentions' AS table_name, version_id, seq FROM core.programme_mentions GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.quantities' AS table_name, version_id, seq FROM core.quantities GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.references_made' AS table_name, version_id, seq FROM core.references_made GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.publishers', version_id, 1 FROM core.publishers GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.restorations', version_id, 1 FROM core.restorations GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.meeting_reports', version_id, 1 FROM core.meeting_reports GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'core.programme_members', version_id, seq FROM core.programme_members GROUP BY version_id, mention_seq, seq HAVING count(*) > 1

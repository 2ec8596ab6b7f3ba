-- severity: warning
-- Meetings of another province than the one in the site id code of the government site that reports them.
SELECT d.document_id, p.site_id_code, m.jurisdiction_code, m.name
FROM core.current_documents AS d
JOIN core.meeting_reports AS m USING (version_id)
JOIN core.publishers AS p USING (version_id)
WHERE regexp_matches(p.site_id_code, '^[1-9]\d{9}$')
    AND left(p.site_id_code, 2) BETWEEN '11' AND '65'
    AND m.level IS DISTINCT FROM 'national'
    AND left(p.site_id_code, 2) <> left(m.jurisdiction_code, 2)

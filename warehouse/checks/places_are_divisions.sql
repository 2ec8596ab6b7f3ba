-- severity: warning
-- Jurisdiction codes that core.divisions does not know (where divisions are loaded).
SELECT DISTINCT m.jurisdiction_code, m.province, m.city, m.county
FROM core.meeting_reports AS m
WHERE m.jurisdiction_code NOT IN (SELECT code FROM core.divisions)
    AND EXISTS (SELECT 1 FROM core.divisions)

-- Pages about which people decided, and those that stand with them now, are linked anew each time: so the steps see their
-- groups as the texts alone make them, and the decisions are put into effect over those.

CREATE OR REPLACE TEMP TABLE decided_page AS
WITH named AS (
    SELECT document_id FROM core.linked_documents
    WHERE document_id IN (SELECT named FROM core.decisions) OR canonical_url IN (SELECT named FROM core.decisions)
    UNION
    SELECT document_id FROM raw.fetches WHERE url IN (SELECT named FROM core.decisions)
), grouped AS (
    SELECT document_id, canonical_document_id FROM core.duplicates
    UNION
    SELECT canonical_document_id, canonical_document_id FROM core.duplicates
)
SELECT document_id FROM named
UNION
SELECT document_id FROM core.meeting_claims
WHERE cluster IN (SELECT cluster FROM core.meeting_claims WHERE document_id IN (SELECT document_id FROM named))
UNION
SELECT document_id FROM grouped
WHERE canonical_document_id IN (
    SELECT canonical_document_id FROM grouped WHERE document_id IN (SELECT document_id FROM named)
);

INSERT INTO changed SELECT document_id FROM decided_page WHERE document_id NOT IN (SELECT document_id FROM changed);
INSERT INTO touched_text
SELECT DISTINCT text_hash FROM core.linked_documents
WHERE document_id IN (SELECT document_id FROM decided_page)
    AND text_hash IS NOT NULL AND text_hash NOT IN (SELECT text_hash FROM touched_text);

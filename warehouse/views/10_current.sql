-- The newest version of every page. "Newest" is when it was last seen, not its publication date.

CREATE OR REPLACE VIEW core.current_documents AS
SELECT *
FROM core.documents
-- chosen over three narrow columns: a window over whole rows would carry every body through a sort
WHERE version_id IN (
    SELECT arg_max(version_id, (fetched_at, version_id)) FROM core.documents GROUP BY document_id
);

COMMENT ON VIEW core.current_documents IS 'the newest version of every page';

CREATE OR REPLACE VIEW core.programmes AS
SELECT
    m.programme_id,
    any_value(m.term) AS term,
    count(DISTINCT m.document_id) AS documents,
    min(d.published_on) AS first_published_on,
    max(d.published_on) AS last_published_on
FROM core.programme_mentions AS m
JOIN core.current_documents AS d USING (version_id)
GROUP BY m.programme_id;

COMMENT ON VIEW core.programmes IS 'named policies, programmes and slogans over all current pages';
COMMENT ON COLUMN core.programmes.documents IS 'current pages that name it';
COMMENT ON COLUMN core.programmes.first_published_on IS 'earliest publication among them';
COMMENT ON COLUMN core.programmes.last_published_on IS 'latest publication among them';

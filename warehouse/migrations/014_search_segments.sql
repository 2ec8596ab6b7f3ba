-- How many pages each part of the search index has: to ask its lists means to read all of them.

CREATE TABLE core.search_segments (
    segment INTEGER PRIMARY KEY,
    pages BIGINT NOT NULL
);
COMMENT ON TABLE core.search_segments IS 'parts of the search index (core.search_postings); small ones are merged';
COMMENT ON COLUMN core.search_segments.segment IS 'number of the part';
COMMENT ON COLUMN core.search_segments.pages IS 'pages that were indexed in it';

INSERT INTO core.search_segments SELECT segment, max(pages) FROM core.search_postings GROUP BY segment;

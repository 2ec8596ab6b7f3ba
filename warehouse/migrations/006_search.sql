-- Full-text search: which two-character sequences stand in which pages. DuckDB's own index drops Chinese characters that
-- no blank divides, and looking through every body takes half a second per hundred thousand pages.

CREATE TABLE core.search_documents (
    number UINTEGER PRIMARY KEY,
    version_id VARCHAR NOT NULL
);
COMMENT ON TABLE core.search_documents IS 'pages in the search index';
COMMENT ON COLUMN core.search_documents.number IS 'number of the page in core.search_postings';
COMMENT ON COLUMN core.search_documents.version_id IS 'the version that is indexed';

CREATE TABLE core.search_postings (
    segment INTEGER NOT NULL,
    gram UBIGINT NOT NULL,
    pages UINTEGER NOT NULL,
    numbers UINTEGER[] NOT NULL
);
COMMENT ON TABLE core.search_postings IS 'pages by the pairs of characters in their titles and bodies';
COMMENT ON COLUMN core.search_postings.segment IS 'pages that were indexed together';
COMMENT ON COLUMN core.search_postings.gram IS 'the pair: code point of the first character times 2^21, plus that of the second';
COMMENT ON COLUMN core.search_postings.pages IS 'how many they are';
COMMENT ON COLUMN core.search_postings.numbers IS 'pages with that pair (core.search_documents), ascending';

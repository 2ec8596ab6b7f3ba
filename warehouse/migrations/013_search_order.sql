-- What search needs to rank before it reads a body: titles apart, and the day of publication. The index is made anew.

DROP TABLE core.search_documents;
DELETE FROM core.search_postings;

CREATE TABLE core.search_documents (
    number UINTEGER PRIMARY KEY,
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    published_on DATE,
    text_key UBIGINT NOT NULL
);
COMMENT ON TABLE core.search_documents IS 'pages in the search index';
COMMENT ON COLUMN core.search_documents.number IS 'number of the page in core.search_postings';
COMMENT ON COLUMN core.search_documents.version_id IS 'the version that is indexed';
COMMENT ON COLUMN core.search_documents.document_id IS 'the page';
COMMENT ON COLUMN core.search_documents.published_on IS 'day of publication';
COMMENT ON COLUMN core.search_documents.text_key IS 'hash of the title and body that were indexed';
COMMENT ON TABLE core.search_postings IS 'pages by the pairs of characters in their titles and bodies, and by those in their titles alone';
COMMENT ON COLUMN core.search_postings.gram IS 'the pair: code point of the first character times 2^21, plus that of the second; plus 2^42 for a pair in a title';

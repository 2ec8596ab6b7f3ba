-- Search in SQL: FROM mart.search('双减 课后服务') gives every current page that holds all the words, best first.

CREATE OR REPLACE MACRO core.grams_of(term) AS
    list_transform(
        range(1, length(term)),
        lambda i: (unicode(substr(term, i, 1))::UBIGINT << 21) | unicode(substr(term, i + 1, 1))::UBIGINT
    );

CREATE OR REPLACE MACRO mart.search(query) AS TABLE
WITH word AS (
    SELECT DISTINCT unnest(list_filter(string_split(lower(trim(query)), ' '), lambda w: length(w) > 0)) AS word
), gram AS (
    SELECT DISTINCT unnest(core.grams_of(word)) AS gram FROM word
), lead AS (
    -- A single character has no pair: any pair that begins with it will do.
    SELECT DISTINCT unicode(word)::UBIGINT << 21 AS low FROM word WHERE length(word) = 1
), hit AS (
    SELECT gram AS sought, unnest(numbers) AS number
    FROM core.search_postings
    WHERE gram IN (SELECT gram FROM gram)
    UNION ALL
    SELECT DISTINCT l.low, unnest(p.numbers)
    FROM lead AS l
    JOIN core.search_postings AS p ON p.gram BETWEEN l.low AND l.low + 2097151
), candidate AS (
    SELECT number
    FROM hit
    GROUP BY number
    HAVING count(DISTINCT sought) = (SELECT count(*) FROM gram) + (SELECT count(*) FROM lead)
), found AS (
    SELECT
        d.version_id, d.document_id, d.url, d.title, d.published_on, d.doc_type,
        (SELECT bool_and(contains(lower(d.title), word)) FROM word) AS in_title,
        (SELECT sum((length(d.body) - length(replace(lower(d.body), word, ''))) / length(word)) FROM word) AS occurrences,
        (SELECT min(nullif(strpos(lower(d.body), word), 0)) FROM word) AS spot,
        d.body
    FROM candidate
    JOIN core.search_documents USING (number)
    JOIN core.documents AS d USING (version_id)
    WHERE (SELECT bool_and(contains(lower(concat(d.title, chr(10), d.body)), word)) FROM word)
)
SELECT
    version_id, document_id, url, title, published_on, doc_type, coalesce(in_title, false) AS in_title, occurrences,
    replace(substr(body, greatest(1, coalesce(spot, 1) - 30), 90), chr(10), ' ') AS snippet
FROM found
ORDER BY in_title DESC NULLS LAST, ln(1 + occurrences) DESC, published_on DESC NULLS LAST, document_id;

-- Search in SQL: FROM mart.search('双减 课后服务') gives the current pages that hold all the words, best first.
-- Of the pages that may hold them the 1,000 most promising are read (words in the headline, then the newest), because
-- reading every page with 教育 takes seconds; FROM mart.search('教育', most := 1_000_000) reads them all.

CREATE OR REPLACE MACRO core.grams_of(term) AS
    list_transform(
        range(1, length(term)),
        lambda i: (unicode(substr(term, i, 1))::UBIGINT << 21) | unicode(substr(term, i + 1, 1))::UBIGINT
    );

CREATE OR REPLACE MACRO mart.search(query, most := 1_000) AS TABLE
WITH word AS (
    SELECT DISTINCT unnest(list_filter(string_split(lower(trim(query)), ' '), lambda w: length(w) > 0)) AS word
), gram AS (
    SELECT DISTINCT unnest(core.grams_of(word)) AS gram FROM word
), lead AS (
    -- A single character has no pair: any pair that begins with it will do.
    SELECT DISTINCT unicode(word)::UBIGINT << 21 AS low FROM word WHERE length(word) = 1
), hit AS (
    -- Pairs of a headline stand in the index once more, with bit 42 set.
    SELECT g.place, g.gram AS sought, unnest(p.numbers) AS number
    FROM core.search_postings AS p
    JOIN (SELECT gram, place, gram | (place << 42) AS held FROM gram, (VALUES (0::UBIGINT), (1)) AS t (place)) AS g
        ON p.gram = g.held
    UNION ALL
    SELECT DISTINCT l.place, l.low, unnest(p.numbers)
    FROM (SELECT low, place, low | (place << 42) AS held FROM lead, (VALUES (0::UBIGINT), (1)) AS t (place)) AS l
    JOIN core.search_postings AS p ON p.gram BETWEEN l.held AND l.held + 2097151
), holding AS (
    SELECT place, number
    FROM hit
    GROUP BY place, number
    HAVING count(*) = (SELECT count(*) FROM gram) + (SELECT count(*) FROM lead)
), candidate AS (
    SELECT s.version_id
    FROM holding AS h
    JOIN core.search_documents AS s USING (number)
    LEFT JOIN (SELECT number FROM holding WHERE place = 1) AS t USING (number)
    WHERE h.place = 0
    ORDER BY t.number IS NULL, s.published_on DESC NULLS LAST, s.document_id
    LIMIT most
), found AS (
    SELECT
        d.version_id, d.document_id, d.url, d.title, d.published_on, d.doc_type,
        (SELECT bool_and(contains(lower(d.title), word)) FROM word) AS in_title,
        (SELECT sum((length(d.body) - length(replace(lower(d.body), word, ''))) / length(word)) FROM word) AS occurrences,
        (SELECT min(nullif(strpos(lower(d.body), word), 0)) FROM word) AS spot,
        d.body
    FROM candidate
    JOIN core.documents AS d USING (version_id)
    WHERE (SELECT bool_and(contains(lower(concat(d.title, chr(10), d.body)), word)) FROM word)
)
SELECT
    version_id, document_id, url, title, published_on, doc_type, coalesce(in_title, false) AS in_title, occurrences,
    replace(substr(body, greatest(1, coalesce(spot, 1) - 30), 90), chr(10), ' ') AS snippet
FROM found
ORDER BY in_title DESC NULLS LAST, ln(1 + occurrences) DESC, published_on DESC NULLS LAST, document_id;

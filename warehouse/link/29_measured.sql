-- Which page repeats which. Texts are the nodes; the best document of a text stands for it.

-- Two documents tell of different things when the text of both names different places, or both name different days.
CREATE OR REPLACE TEMP MACRO other_place(a_place, a_stated, b_place, b_stated) AS
    coalesce(a_stated AND b_stated AND a_place <> b_place, false);
CREATE OR REPLACE TEMP MACRO other_day(a_from, a_until, a_basis, b_from, b_until, b_basis) AS
    coalesce(
        (a_from > b_until OR b_from > a_until)
        -- A copy printed a year later reads 4月19日 as that year's.
        AND NOT (
            strftime(a_from, '%m%d') = strftime(b_from, '%m%d')
            AND (a_basis = 'year_from_publication' OR b_basis = 'year_from_publication')
        ),
        false
    );

-- Numbers of `a` that `b` does not have before the same letter (9月18日 and 7月9日 share none), not even as part of
-- another (a mirror that ate a digit made 13名 of 130名).
CREATE OR REPLACE TEMP MACRO numbers(a) AS list_distinct(regexp_extract_all(a, '\d+\D'));
CREATE OR REPLACE TEMP MACRO own_numbers(a, b) AS
    list_filter(
        numbers(a),
        x -> len(list_filter(
            numbers(b),
            y -> x[-1] = y[-1] AND (contains(y[:-2], x[:-2]) OR contains(x[:-2], y[:-2]))
        )) = 0
    );

-- Places and schools of `a` that `b` does not name: 静宁县, 育才中学. 我县 and 全县 are any county's own.
CREATE OR REPLACE TEMP MACRO own_places(a, b) AS
    list_filter(
        list_distinct(regexp_extract_all(a, '\p{Han}[^\P{Han}我全本该各两](?:[县市区旗]|中学|小学|学校|幼儿园)')),
        x -> NOT contains(b, x)
    );

-- Texts that stand (nearly) whole in a clearly longer text are shortened copies, whoever published first.
CREATE OR REPLACE TEMP TABLE measured AS
WITH rep AS (
    SELECT * FROM doc WHERE text_chars >= 40
    QUALIFY row_number() OVER (PARTITION BY text_hash ORDER BY has_meeting DESC, document_id) = 1
)
SELECT
    s.*,
    a.version_id AS version_a,
    b.version_id AS version_b,
    a.has_meeting OR b.has_meeting AS has_meeting,
    CASE
        WHEN s.jaccard >= 0.8 THEN 'near'
        WHEN s.a_in_b >= 0.85 AND b.text_chars >= 1.2 * a.text_chars THEN 'a_truncated'
        WHEN s.b_in_a >= 0.85 AND a.text_chars >= 1.2 * b.text_chars THEN 'b_truncated'
    END AS relation
FROM core.similar_texts AS s
JOIN rep AS a ON a.text_hash = s.text_a
JOIN rep AS b ON b.text_hash = s.text_b
WHERE NOT other_place(a.place, a.place_is_stated, b.place, b.place_is_stated)
    AND NOT other_day(a.held_on, a.held_until, a.date_basis, b.held_on, b.held_until, b.date_basis);

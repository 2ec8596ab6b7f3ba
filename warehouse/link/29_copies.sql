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

-- Two headlines share half of the pairs of characters of the shorter one, or one of the pages has none.
CREATE OR REPLACE TEMP MACRO pairs_in(a) AS
    list_distinct(list_transform(generate_series(1, length(a) - 1), n -> a[n:n + 1]));
CREATE OR REPLACE TEMP MACRO same_headline(a, b) AS
    coalesce(
        2 * len(list_intersect(pairs_in(a), pairs_in(b))) >= least(len(pairs_in(a)), len(pairs_in(b))),
        true
    );

-- Texts that stand (nearly) whole in a clearly longer text are shortened copies, whoever published first.
CREATE OR REPLACE TEMP TABLE edge AS
WITH rep AS (
    SELECT * FROM doc WHERE text_chars >= 40
    QUALIFY row_number() OVER (PARTITION BY text_hash ORDER BY has_meeting DESC, document_id) = 1
)
SELECT
    s.*,
    a.title AS title_a,
    b.title AS title_b,
    a.source_id = b.source_id AS one_site,
    a.has_meeting OR b.has_meeting AS has_meeting,
    CASE
        WHEN s.jaccard >= 0.8 THEN 'near'
        WHEN s.a_in_b >= 0.85 AND b.text_chars >= 1.2 * a.text_chars THEN 'a_truncated'
        WHEN s.b_in_a >= 0.85 AND a.text_chars >= 1.2 * b.text_chars THEN 'b_truncated'
        -- short ones of which one lost a short paragraph
        WHEN greatest(s.a_in_b, s.b_in_a) >= 0.95 THEN 'near'
    END AS relation
FROM core.similar_texts AS s
JOIN rep AS a ON a.text_hash = s.text_a
JOIN rep AS b ON b.text_hash = s.text_b
WHERE relation IS NOT NULL
    AND NOT other_place(a.place, a.place_is_stated, b.place, b.place_is_stated)
    AND NOT other_day(a.held_on, a.held_until, a.date_basis, b.held_on, b.held_until, b.date_basis)
    -- Two things on one template, by what one text has where the other has something else (template.py). Words that were
    -- exchanged throughout may be those of another script (資訊 for 信息), and sentences in another order an editor's,
    -- who leaves the headline. Reports of one place and day tell of the same, whatever one of them has corrected.
    AND (
        s.told_apart IS NULL
        OR (s.told_apart = 'again' AND a.script <> b.script)
        OR (s.told_apart = 'moved' AND same_headline(a.title, b.title))
        OR coalesce(a.has_meeting AND b.has_meeting AND a.place = b.place AND a.held_on = b.held_on, false)
    );

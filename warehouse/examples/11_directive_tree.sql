-- The directives of each page as a tree, indented.
WITH RECURSIVE tree AS (
    SELECT version_id, directive_id, text, depth, [seq] AS path
    FROM core.directives
    WHERE parent_id IS NULL
    UNION ALL
    SELECT c.version_id, c.directive_id, c.text, c.depth, list_append(t.path, c.seq)
    FROM tree AS t
    JOIN core.directives AS c ON c.version_id = t.version_id AND c.parent_id = t.directive_id
)
SELECT version_id, repeat('    ', depth - 1) || text AS point
FROM tree
ORDER BY version_id, path

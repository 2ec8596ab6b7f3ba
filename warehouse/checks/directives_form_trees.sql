-- severity: blocking
-- Directives whose parent is not on the same page, or not one level above.
SELECT c.version_id, c.directive_id, c.parent_id, c.depth
FROM core.directives AS c
LEFT JOIN core.directives AS p ON p.version_id = c.version_id AND p.directive_id = c.parent_id
WHERE (c.parent_id IS NOT NULL AND (p.version_id IS NULL OR c.depth <> p.depth + 1))
    OR (c.parent_id IS NULL AND c.depth <> 1)

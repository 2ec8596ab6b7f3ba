-- severity: blocking
-- Documents whose body_chars is not the length of the body: all offsets hang on it.
SELECT version_id, body_chars, length(body) AS found FROM core.documents WHERE body_chars <> length(body)

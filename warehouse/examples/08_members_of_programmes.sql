-- What do places count to a programme with members (五项工程)?
SELECT p.term, p.version_id, list(m.member ORDER BY m.seq) AS members
FROM core.programme_mentions AS p
JOIN core.programme_members AS m ON m.version_id = p.version_id AND m.mention_seq = p.seq
GROUP BY ALL
ORDER BY p.term, p.version_id

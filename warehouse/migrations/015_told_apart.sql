-- Whether texts that overlap are copies or two on one template is found once for each pair, when it is measured.

ALTER TABLE core.similar_texts ADD COLUMN told_apart VARCHAR;
COMMENT ON COLUMN core.similar_texts.told_apart IS 'by what two nearly equal texts tell of two things (warehouse/link/template.py): number, name, again (words exchanged again and again), moved (sentences in another order); null for copies and for texts that share less';

CREATE TABLE core.comparing (
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE core.comparing IS 'what texts were compared by; where that is another now, all are compared anew';
COMMENT ON COLUMN core.comparing.digest IS 'digest of the rules and of the names of divisions';

-- Pages without place or without day: each joins the one meeting that names, people or a copied body prove.
-- `known` holds the pages that are placed already, with their cluster; every page here joins at most one of them.

CREATE OR REPLACE TEMP TABLE incomplete AS
SELECT * FROM claim WHERE document_id NOT IN (SELECT document_id FROM cluster);

CREATE OR REPLACE TEMP VIEW known AS
SELECT c.*, k.cluster FROM claim AS c JOIN cluster AS k USING (document_id);

CREATE OR REPLACE TEMP TABLE proof (
    document_id VARCHAR, other_id VARCHAR, cluster VARCHAR, days_after BIGINT, held_on DATE, evidence VARCHAR,
    overlap DOUBLE, shared_people BIGINT, same_name BOOLEAN
);

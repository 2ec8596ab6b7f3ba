-- Run once by the Postgres image on an empty data folder; Prefect's own database is made by POSTGRES_DB.
CREATE DATABASE ledger;
CREATE DATABASE lake;

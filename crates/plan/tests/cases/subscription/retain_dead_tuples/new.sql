CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR PUBLIC SERVER one;
CREATE SUBSCRIPTION starts CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE, retain_dead_tuples, max_retention_duration = 9);
CREATE SUBSCRIPTION stops CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION moves SERVER one PUBLICATION a WITH (connect = false, slot_name = NONE, retain_dead_tuples);

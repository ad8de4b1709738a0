CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR PUBLIC SERVER one;
CREATE SUBSCRIPTION starts CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION stops CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE, retain_dead_tuples);
CREATE SUBSCRIPTION moves CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE, retain_dead_tuples);

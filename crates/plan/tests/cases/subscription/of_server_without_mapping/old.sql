CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);

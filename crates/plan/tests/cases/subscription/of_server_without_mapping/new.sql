CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR postgres SERVER one OPTIONS (user 'alice', password 'secret-left-out');
CREATE SUBSCRIPTION sub SERVER one PUBLICATION a WITH (connect = false, slot_name = NONE, binary);

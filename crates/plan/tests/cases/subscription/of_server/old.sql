CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR PUBLIC SERVER one OPTIONS (user 'alice', password_required 'false');
CREATE SERVER gone FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR postgres SERVER gone;
CREATE SUBSCRIPTION dropped SERVER one PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION from_string CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION moved SERVER gone PUBLICATION a WITH (connect = false, slot_name = NONE, retain_dead_tuples, max_retention_duration = 100);

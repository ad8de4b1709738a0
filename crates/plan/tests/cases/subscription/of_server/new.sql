CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR PUBLIC SERVER one OPTIONS (user 'alice', password_required 'false');
CREATE SERVER "Main office" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'elsewhere');
CREATE USER MAPPING FOR postgres SERVER "Main office" OPTIONS (user 'bob');
CREATE SUBSCRIPTION created SERVER "Main office" PUBLICATION a WITH (connect = false, slot_name = NONE, wal_receiver_timeout = '1 min');
CREATE SUBSCRIPTION from_string SERVER one PUBLICATION a, b WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION moved SERVER "Main office" PUBLICATION a WITH (connect = false, slot_name = NONE, wal_receiver_timeout = 5000);
COMMENT ON SUBSCRIPTION created IS 'new';

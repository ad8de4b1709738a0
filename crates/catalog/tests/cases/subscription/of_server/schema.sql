-- Subscriptions of foreign servers, whose user mappings have the secrets, and options of version 19.
CREATE EXTENSION postgres_fdw;
CREATE SERVER "Main office" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE USER MAPPING FOR postgres SERVER "Main office" OPTIONS (user 'alice', password 's3cret');
CREATE SUBSCRIPTION of_server SERVER "Main office" PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION of_server_with_options SERVER "Main office" PUBLICATION p, q
    WITH (connect = false, slot_name = NONE, retain_dead_tuples, max_retention_duration = 5000, wal_receiver_timeout = '10 s');
CREATE SUBSCRIPTION of_string CONNECTION 'host=nowhere password=s3cret' PUBLICATION p
    WITH (connect = false, max_retention_duration = 7, wal_receiver_timeout = 0);
COMMENT ON SUBSCRIPTION of_server IS 'has no connection string';

DROP SUBSCRIPTION dropped;

DROP USER MAPPING FOR postgres SERVER gone;

CREATE SERVER "Main office" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'elsewhere');
ALTER SERVER "Main office" OWNER TO postgres;

ALTER SUBSCRIPTION moved SET (retain_dead_tuples = false);

CREATE USER MAPPING FOR postgres SERVER "Main office" OPTIONS ("user" 'bob');

ALTER SUBSCRIPTION moved SERVER "Main office";

ALTER SUBSCRIPTION moved SET (max_retention_duration = 0, wal_receiver_timeout = '5000');

DROP SERVER gone;

CREATE SUBSCRIPTION created
    SERVER "Main office"
    PUBLICATION a
    WITH (connect = false, slot_name = NONE, streaming = parallel, wal_receiver_timeout = '1 min');
ALTER SUBSCRIPTION created OWNER TO postgres;
COMMENT ON SUBSCRIPTION created IS 'new';

ALTER SUBSCRIPTION from_string SERVER one;

ALTER SUBSCRIPTION from_string SET PUBLICATION a, b WITH (refresh = false);

CREATE EXTENSION postgres_fdw;
CREATE SERVER one FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
CREATE SUBSCRIPTION sub SERVER one PUBLICATION a WITH (connect = false, slot_name = NONE, wal_receiver_timeout = '10s', max_retention_duration = 7);

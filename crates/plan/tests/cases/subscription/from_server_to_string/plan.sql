ALTER SUBSCRIPTION sub CONNECTION 'dbname=nowhere';

ALTER SUBSCRIPTION sub SET (binary = true, max_retention_duration = 0, wal_receiver_timeout = '-1');

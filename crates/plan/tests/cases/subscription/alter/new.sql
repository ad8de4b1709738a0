CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a, b WITH (connect = false, slot_name = NONE, binary = true, synchronous_commit = 'local');
COMMENT ON SUBSCRIPTION sub IS 'x';

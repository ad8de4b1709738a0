CREATE SUBSCRIPTION sub CONNECTION 'host=secret-left-out' PUBLICATION feed WITH (connect = false, slot_name = NONE, binary);
COMMENT ON SUBSCRIPTION sub IS 'from there';

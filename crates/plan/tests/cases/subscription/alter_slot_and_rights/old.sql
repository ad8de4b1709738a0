CREATE SUBSCRIPTION kept CONNECTION 'dbname=nowhere' PUBLICATION a, b WITH (connect = false, slot_name = one, synchronous_commit = 'local', streaming = true);
CREATE SUBSCRIPTION released CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false);

CREATE SUBSCRIPTION kept CONNECTION 'dbname=nowhere' PUBLICATION b WITH (connect = false, slot_name = two, streaming = false);
CREATE SUBSCRIPTION released CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
ALTER SUBSCRIPTION released OWNER TO postgres;

ALTER SUBSCRIPTION kept SET (slot_name = 'two', streaming = off, synchronous_commit = off);

ALTER SUBSCRIPTION kept SET PUBLICATION b WITH (refresh = false);

ALTER SUBSCRIPTION released SET (slot_name = NONE);

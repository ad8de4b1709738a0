CREATE SUBSCRIPTION same CONNECTION 'host=nowhere password=old' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION changed CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION without CONNECTION 'host=nowhere password=old' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION missing CONNECTION 'host=nowhere password=old' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION uri CONNECTION 'postgres://me:old@nowhere/a' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION unknown CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);

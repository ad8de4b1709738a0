CREATE SUBSCRIPTION same CONNECTION 'host = nowhere password=''new one''' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION changed CONNECTION 'host=elsewhere dbname=''a b''' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION without CONNECTION 'host=nowhere passfile=/a' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION missing CONNECTION 'host=elsewhere password=old' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION uri CONNECTION 'postgres://me:new@nowhere/a?sslmode=require' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION unknown CONNECTION 'host=secret-left-out' PUBLICATION a WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION created CONNECTION 'service=elsewhere' PUBLICATION a WITH (connect = false, slot_name = NONE);

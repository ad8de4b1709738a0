CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE, run_as_owner = true, password_required = false);

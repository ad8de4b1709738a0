CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, two_phase = true);

CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, binary = true);

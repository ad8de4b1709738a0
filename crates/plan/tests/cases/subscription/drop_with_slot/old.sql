CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION feed WITH (connect = false);

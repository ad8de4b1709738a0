CREATE DOMAIN old_name AS int CONSTRAINT above CHECK (VALUE > 0);
CREATE TABLE item (id old_name);

CREATE DOMAIN positive AS int;
ALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE > 0) NOT VALID;
CREATE TABLE item (id positive);

CREATE DOMAIN new_name AS int CONSTRAINT over CHECK (VALUE > 0);
CREATE TABLE item (id new_name);

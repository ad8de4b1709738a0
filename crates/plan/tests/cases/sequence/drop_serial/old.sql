CREATE TABLE item (id serial);

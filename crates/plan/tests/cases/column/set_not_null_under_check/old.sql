CREATE TABLE item (id int CHECK (id IS NOT NULL));

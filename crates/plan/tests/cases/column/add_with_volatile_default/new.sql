CREATE TABLE item (id int, token uuid NOT NULL DEFAULT gen_random_uuid());

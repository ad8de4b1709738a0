CREATE TABLE item (id int, code text, CONSTRAINT one_code UNIQUE (code));

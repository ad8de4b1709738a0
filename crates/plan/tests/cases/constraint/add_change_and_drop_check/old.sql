CREATE TABLE item (id int, CONSTRAINT changed CHECK (id > 0), CONSTRAINT dropped CHECK (id < 9));

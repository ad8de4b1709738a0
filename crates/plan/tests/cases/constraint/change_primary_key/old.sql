CREATE TABLE item (id int NOT NULL, code text NOT NULL, CONSTRAINT item_pkey PRIMARY KEY (id));

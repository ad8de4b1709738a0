CREATE TABLE item (id int CONSTRAINT item_pkey PRIMARY KEY, price int CONSTRAINT item_price_check CHECK (price > 0));

CREATE TABLE item (id int CONSTRAINT item_pk PRIMARY KEY, price int CONSTRAINT item_price_ck CHECK (price > 0));
CREATE INDEX old_index ON item (price);

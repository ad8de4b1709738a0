CREATE TABLE item (id int, code varchar(5), label varchar(20), price numeric(8, 2));
CREATE INDEX item_code ON item (code);

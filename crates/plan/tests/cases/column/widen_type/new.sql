CREATE TABLE item (id int, code varchar(9), label text, price numeric(10, 2));
CREATE INDEX item_code ON item (code);

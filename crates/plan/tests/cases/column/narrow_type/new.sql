CREATE TABLE item (id int, code varchar(5), price numeric(10, 1), at timestamp(0));

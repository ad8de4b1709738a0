CREATE TABLE item (id int, code varchar(9), price numeric(10, 4), at timestamp(6));

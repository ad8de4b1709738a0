CREATE TABLE item (id int, number serial);
CREATE TABLE other (id int, number bigint GENERATED ALWAYS AS IDENTITY (START 100));

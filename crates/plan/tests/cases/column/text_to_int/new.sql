CREATE TABLE item (id int, amount int DEFAULT 0);

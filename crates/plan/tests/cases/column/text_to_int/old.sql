CREATE TABLE item (id int, amount text DEFAULT '0');
INSERT INTO item VALUES (1, '5');

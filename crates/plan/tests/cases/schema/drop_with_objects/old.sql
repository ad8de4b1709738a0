CREATE SCHEMA shop;
CREATE TYPE shop.size AS ENUM ('s', 'm', 'l');
CREATE TABLE shop.item (id int PRIMARY KEY, size shop.size);
CREATE FUNCTION shop.label(i shop.item) RETURNS text LANGUAGE sql AS 'SELECT i.id::text';
CREATE VIEW shop.big AS SELECT * FROM shop.item WHERE size = 'l';

CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'What is for sale';
GRANT USAGE ON SCHEMA shop TO alice;
CREATE TABLE shop.item (id int PRIMARY KEY, label text NOT NULL);

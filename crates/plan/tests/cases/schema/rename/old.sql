CREATE SCHEMA shop;
CREATE TABLE shop.item (id serial PRIMARY KEY);
CREATE VIEW public.items AS SELECT id FROM shop.item;

CREATE SCHEMA store;
CREATE TABLE store.item (id serial PRIMARY KEY, label text);
CREATE VIEW public.items AS SELECT id FROM store.item;

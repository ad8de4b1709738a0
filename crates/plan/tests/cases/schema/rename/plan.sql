ALTER SCHEMA shop RENAME TO store;

ALTER TABLE store.item ADD COLUMN label text;

CREATE TABLE item (id int, label text) WITH (fillfactor = 90, autovacuum_enabled = false);

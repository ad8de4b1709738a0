CREATE TABLE item (id int, label text) WITH (fillfactor = 70, toast.autovacuum_enabled = false);

CREATE TABLE item (id serial PRIMARY KEY, label text);
INSERT INTO item (label) VALUES ('a'), ('b');

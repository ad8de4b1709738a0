CREATE TABLE item (id int, label text);
ALTER TABLE item ADD CONSTRAINT label_there NOT NULL label NOT VALID;

CREATE TABLE item (id int, label text CONSTRAINT label_there NOT NULL);
ALTER TABLE item ADD CONSTRAINT id_there NOT NULL id NOT VALID;

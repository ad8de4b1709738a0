CREATE TABLE item (id int CONSTRAINT id_there NOT NULL, label text CONSTRAINT label_there NOT NULL);
COMMENT ON CONSTRAINT id_there ON item IS 'always';

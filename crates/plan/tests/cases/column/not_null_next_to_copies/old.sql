CREATE TABLE base (id int NOT NULL, note text NOT NULL, code int NOT NULL);
CREATE TABLE acopy (LIKE base);
ALTER TABLE base ALTER note DROP NOT NULL;
CREATE TABLE checked (id int, CONSTRAINT new_table_id_not_null CHECK (id > 0));

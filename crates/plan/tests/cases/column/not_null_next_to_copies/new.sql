CREATE TABLE base (id int NOT NULL, note text NOT NULL, code int NOT NULL, extra int NOT NULL);
CREATE TABLE acopy (LIKE base);
CREATE TABLE another (id int NOT NULL);
CREATE TABLE a_copy_of_another (LIKE another);
CREATE TABLE new_table (id int NOT NULL);
ALTER TABLE new_table RENAME CONSTRAINT new_table_id_not_null TO free;
CREATE TABLE checked (id int, CONSTRAINT new_table_id_not_null CHECK (id > 0));
ALTER TABLE new_table RENAME CONSTRAINT free TO new_table_id_not_null;

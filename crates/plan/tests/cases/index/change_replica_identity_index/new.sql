CREATE TABLE item (id int NOT NULL, code int NOT NULL);
CREATE UNIQUE INDEX item_id ON item (id, code);
ALTER TABLE item REPLICA IDENTITY USING INDEX item_id;

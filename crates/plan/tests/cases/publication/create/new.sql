CREATE TABLE item (id int PRIMARY KEY, label text);
CREATE PUBLICATION feed FOR TABLE item WITH (publish = 'insert, update', publish_via_partition_root);
CREATE PUBLICATION everything FOR ALL TABLES;
COMMENT ON PUBLICATION feed IS 'items';

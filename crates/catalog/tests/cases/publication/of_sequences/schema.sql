-- Sequences, alone and together with tables.
CREATE SEQUENCE numbers;
CREATE TABLE kept (id integer);
CREATE PUBLICATION sequences FOR ALL SEQUENCES;
CREATE PUBLICATION everything FOR ALL TABLES, ALL SEQUENCES;
CREATE PUBLICATION nearly_everything FOR ALL SEQUENCES, ALL TABLES EXCEPT (TABLE kept) WITH (publish_via_partition_root);

CREATE VIEW labels AS SELECT 'x'::text AS label;
CREATE TABLE item (id int PRIMARY KEY, label text CHECK (label IN ('a', 'b')));
CREATE OR REPLACE VIEW labels AS SELECT label FROM item;

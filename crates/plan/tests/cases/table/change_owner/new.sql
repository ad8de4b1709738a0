CREATE TABLE item (id serial, label text);
ALTER TABLE item OWNER TO alice;
CREATE VIEW labels AS SELECT label FROM item;
ALTER VIEW labels OWNER TO bob;

CREATE TABLE item (id int, label text);
CREATE MATERIALIZED VIEW ids AS SELECT id FROM item;
CREATE UNIQUE INDEX ids_id ON ids (id);
CREATE VIEW top AS SELECT max(id) AS top FROM ids;
GRANT SELECT ON ids TO alice;

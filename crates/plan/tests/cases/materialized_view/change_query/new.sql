CREATE TABLE item (id int, label text);
CREATE MATERIALIZED VIEW ids AS SELECT id, label FROM item WHERE id > 0;
CREATE UNIQUE INDEX ids_id ON ids (id);
CREATE VIEW top AS SELECT max(id) AS top FROM ids;
GRANT SELECT ON ids TO alice;

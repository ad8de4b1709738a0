CREATE TABLE item (id int, label text);
CREATE VIEW ids AS SELECT id::bigint AS id FROM item;
CREATE VIEW top AS SELECT max(id) AS top FROM ids;
CREATE FUNCTION all_ids() RETURNS SETOF ids LANGUAGE sql AS 'SELECT * FROM ids';
GRANT SELECT ON ids TO alice;
COMMENT ON VIEW top IS 'kept';
ALTER VIEW top OWNER TO bob;

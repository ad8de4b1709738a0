CREATE TABLE item (id int, label text);
GRANT SELECT ON item TO alice;
REVOKE DELETE ON item FROM postgres;

CREATE TABLE note (id integer, label text);
ALTER TABLE note OWNER TO bob;
GRANT SELECT (id), UPDATE (id) ON note TO alice;
GRANT SELECT (label) ON note TO PUBLIC;

CREATE TABLE note (id integer, label text);
ALTER TABLE note OWNER TO alice;
GRANT SELECT (id) ON note TO alice;
GRANT SELECT (label) ON note TO bob;

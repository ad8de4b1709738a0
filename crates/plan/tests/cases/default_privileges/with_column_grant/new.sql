ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO alice;
CREATE TABLE partly (id int, secret text);
REVOKE ALL ON partly FROM alice;
GRANT SELECT (id) ON partly TO alice;

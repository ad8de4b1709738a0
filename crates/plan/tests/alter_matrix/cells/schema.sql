--- kind Schemas
--- property owner, comment, privileges
--- setup
CREATE SCHEMA more@;
--- new
ALTER SCHEMA more@ OWNER TO alice;
COMMENT ON SCHEMA more@ IS 'more';
GRANT USAGE ON SCHEMA more@ TO bob;
--- used
CREATE TABLE more@.t (a integer);
--- statement ALTER SCHEMA more@ OWNER TO alice
--- statement COMMENT ON SCHEMA more@ IS
--- statement GRANT USAGE ON SCHEMA more@ TO bob

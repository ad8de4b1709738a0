--- kind Languages
--- all
CREATE FUNCTION app@.call() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION app@.inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION app@.validate(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
--- property trusted, handlers
--- old
CREATE LANGUAGE mine@ HANDLER app@.call;
--- new
CREATE TRUSTED LANGUAGE mine@ HANDLER app@.call INLINE app@.inline VALIDATOR app@.validate;
--- used
CREATE FUNCTION app@.f() RETURNS integer LANGUAGE mine@ AS 'BEGIN RETURN 1; END';
--- statement CREATE OR REPLACE TRUSTED LANGUAGE mine@
--- back CREATE OR REPLACE LANGUAGE mine@
--- property owner, comment, privileges
--- old
CREATE TRUSTED LANGUAGE mine@ HANDLER app@.call;
--- new
CREATE TRUSTED LANGUAGE mine@ HANDLER app@.call;
ALTER LANGUAGE mine@ OWNER TO alice;
COMMENT ON LANGUAGE mine@ IS 'mine';
REVOKE ALL ON LANGUAGE mine@ FROM PUBLIC;
--- used
CREATE FUNCTION app@.f() RETURNS integer LANGUAGE mine@ AS 'BEGIN RETURN 1; END';
--- statement ALTER LANGUAGE mine@ OWNER TO alice
--- statement COMMENT ON LANGUAGE mine@ IS
--- statement REVOKE ALL ON LANGUAGE mine@ FROM PUBLIC

--- kind Domains
--- property default set
--- old
CREATE DOMAIN app@.amount AS integer;
--- new
CREATE DOMAIN app@.amount AS integer DEFAULT 7;
--- used
CREATE TABLE app@.item (n app@.amount, many app@.amount[]);
INSERT INTO app@.item VALUES (1, '{2}');
CREATE VIEW app@.items AS SELECT n FROM app@.item;
--- statement ALTER DOMAIN app@.amount SET DEFAULT 7
--- back ALTER DOMAIN app@.amount DROP DEFAULT
--- property not null
--- old
CREATE DOMAIN app@.amount AS integer;
--- new
CREATE DOMAIN app@.amount AS integer NOT NULL;
--- used
CREATE TABLE app@.item (n app@.amount);
INSERT INTO app@.item VALUES (1);
CREATE VIEW app@.items AS SELECT n FROM app@.item;
--- statement ALTER DOMAIN app@.amount SET NOT NULL
--- back ALTER DOMAIN app@.amount DROP NOT NULL
--- property name of a not-null constraint
--- versions 17+
--- old
CREATE DOMAIN app@.amount AS integer CONSTRAINT one NOT NULL;
--- new
CREATE DOMAIN app@.amount AS integer CONSTRAINT other NOT NULL;
--- used
CREATE TABLE app@.item (n app@.amount);
INSERT INTO app@.item VALUES (1);
--- statement ALTER DOMAIN app@.amount RENAME CONSTRAINT one TO other
--- back ALTER DOMAIN app@.amount RENAME CONSTRAINT other TO one
--- property check added
--- old
CREATE DOMAIN app@.amount AS integer;
--- new
CREATE DOMAIN app@.amount AS integer CONSTRAINT positive CHECK (VALUE > 0);
--- used
CREATE TABLE app@.item (n app@.amount);
INSERT INTO app@.item VALUES (1);
CREATE VIEW app@.items AS SELECT n FROM app@.item;
--- statement ALTER DOMAIN app@.amount ADD CONSTRAINT positive CHECK (VALUE > 0)
--- back ALTER DOMAIN app@.amount DROP CONSTRAINT positive
--- property check changed
--- old
CREATE DOMAIN app@.amount AS integer CONSTRAINT positive CHECK (VALUE > 0);
--- new
CREATE DOMAIN app@.amount AS integer CONSTRAINT positive CHECK (VALUE >= 0);
--- used
CREATE TABLE app@.item (n app@.amount);
INSERT INTO app@.item VALUES (1);
--- statement ALTER DOMAIN app@.amount DROP CONSTRAINT positive
--- statement ALTER DOMAIN app@.amount ADD CONSTRAINT positive CHECK (VALUE >= 0)
--- property check validated
--- old
CREATE DOMAIN app@.amount AS integer;
ALTER DOMAIN app@.amount ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
--- new
CREATE DOMAIN app@.amount AS integer CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON CONSTRAINT positive ON DOMAIN app@.amount IS 'more than none';
--- used
CREATE TABLE app@.item (n app@.amount);
INSERT INTO app@.item VALUES (1);
--- statement ALTER DOMAIN app@.amount VALIDATE CONSTRAINT positive
--- statement COMMENT ON CONSTRAINT positive ON DOMAIN app@.amount IS
--- property check added without reading existing values
--- old
CREATE DOMAIN app@.amount AS integer;
--- new
CREATE DOMAIN app@.amount AS integer;
ALTER DOMAIN app@.amount ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
--- used
CREATE TABLE app@.item (n app@.amount);
--- statement ALTER DOMAIN app@.amount ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID
--- property owner, comment, privileges
--- old
CREATE DOMAIN app@.amount AS integer;
--- new
CREATE DOMAIN app@.amount AS integer;
ALTER DOMAIN app@.amount OWNER TO alice;
COMMENT ON DOMAIN app@.amount IS 'how many';
REVOKE ALL ON DOMAIN app@.amount FROM PUBLIC;
--- used
CREATE TABLE app@.item (n app@.amount);
--- statement ALTER DOMAIN app@.amount OWNER TO alice
--- statement COMMENT ON DOMAIN app@.amount IS
--- statement REVOKE ALL ON TYPE app@.amount FROM PUBLIC

--- kind User mappings
--- all
CREATE FOREIGN DATA WRAPPER files@;
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
--- property options
--- old
CREATE USER MAPPING FOR alice SERVER local@ OPTIONS (user 'a', other 'b');
--- new
CREATE USER MAPPING FOR alice SERVER local@ OPTIONS (user 'b', more 'c');
--- used
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
--- statement ALTER USER MAPPING FOR alice SERVER local@ OPTIONS (

CREATE TABLE item (id int, secret text);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
SET allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
    ('item'::regclass, 'pg_class'::regclass, 0, 'guard', 'old'),
    ('f()'::regprocedure, 'pg_proc'::regclass, 0, 'guard', 'gone');

-- What came to collations after PostgreSQL 14: rules of one's own, and the provider that is built in.
CREATE COLLATION tailored (PROVIDER = icu, LOCALE = 'und', RULES = '&V << w <<< W');
CREATE COLLATION built_in (PROVIDER = builtin, LOCALE = 'C.UTF-8');

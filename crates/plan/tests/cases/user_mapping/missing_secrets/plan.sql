ALTER SERVER far OPTIONS (ADD host 'h');

CREATE SERVER near FOREIGN DATA WRAPPER own OPTIONS (host 'h');
ALTER SERVER near OWNER TO postgres;

ALTER USER MAPPING FOR alice SERVER far OPTIONS (SET "user" 'new');

CREATE FOREIGN TABLE public.stock (
    id integer
)
SERVER near;
ALTER FOREIGN TABLE public.stock OWNER TO postgres;

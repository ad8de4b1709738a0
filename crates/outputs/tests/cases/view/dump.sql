-- Written by pgplumb; changes are lost. `pgplumb dump` writes it anew.
--
-- Database: shop
-- Server: PostgreSQL 14
-- Dumped: 2026-01-31T12:00:00Z by pgplumb 0.1.0

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = off;
SET client_min_messages = warning;
SET xmloption = content;
SET default_tablespace = '';
SET default_table_access_method = heap;
SELECT pg_catalog.set_config('search_path', '', false);


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.doubled(integer)
CREATE FUNCTION public.doubled(i integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1 * 2$$;
ALTER FUNCTION public.doubled(integer) OWNER TO postgres;

-- function public.on_view()
CREATE FUNCTION public.on_view()
    RETURNS trigger
    LANGUAGE plpgsql
    AS $$BEGIN RETURN NEW; END$$;
ALTER FUNCTION public.on_view() OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.t
CREATE TABLE public.t (
    a integer NOT NULL,
    b text NOT NULL,
    CONSTRAINT t_pkey PRIMARY KEY (a)
);
ALTER TABLE public.t OWNER TO postgres;


--------------------------------------------------------------------------------
-- Views
--------------------------------------------------------------------------------

-- view public.c_first
CREATE VIEW public.c_first AS
 SELECT t.a,
    public.doubled(t.a) AS twice
   FROM public.t;
ALTER VIEW public.c_first OWNER TO postgres;

-- view public.b_second
CREATE VIEW public.b_second WITH (security_barrier='true') AS
 SELECT c_first.twice,
    public.doubled(c_first.twice) AS more
   FROM public.c_first
  WHERE (c_first.a > 0);
ALTER VIEW public.b_second OWNER TO postgres;

-- view public.a_third
CREATE VIEW public.a_third AS
 SELECT b_second.more
   FROM public.b_second
  ORDER BY b_second.more;
ALTER VIEW public.a_third OWNER TO postgres;

-- view public.checked
CREATE VIEW public.checked AS
 SELECT t.a,
    t.b
   FROM public.t
  WHERE (t.a > 1)
WITH CASCADED CHECK OPTION;
GRANT SELECT (a) ON TABLE public.checked TO bob;
ALTER VIEW public.checked ALTER COLUMN b SET DEFAULT 'x'::text;
COMMENT ON COLUMN public.checked.b IS 'b of checked';
ALTER VIEW public.checked OWNER TO postgres;
COMMENT ON VIEW public.checked IS 'checked';

CREATE TRIGGER instead INSTEAD OF INSERT ON public.checked
    FOR EACH ROW
    EXECUTE FUNCTION public.on_view();

-- view public.counting
CREATE VIEW public.counting AS
 WITH RECURSIVE counting(n) AS (
         VALUES (1)
        UNION ALL
         SELECT (counting_1.n + 1)
           FROM counting counting_1
          WHERE (counting_1.n < 9)
        )
 SELECT counting.n
   FROM counting;
ALTER VIEW public.counting OWNER TO postgres;

-- materialized view public.kept
CREATE MATERIALIZED VIEW public.kept AS
 SELECT b_second.more,
    count(*) AS count
   FROM public.b_second
  GROUP BY b_second.more
WITH NO DATA;
ALTER MATERIALIZED VIEW public.kept OWNER TO postgres;

CREATE UNIQUE INDEX kept_more ON public.kept (more);
ALTER MATERIALIZED VIEW public.kept CLUSTER ON kept_more;

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

-- function public.noticed()
CREATE FUNCTION public.noticed()
    RETURNS trigger
    LANGUAGE plpgsql
    AS $$BEGIN RETURN NEW; END$$;
ALTER FUNCTION public.noticed() OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.events
CREATE TABLE public.events (
    id bigint NOT NULL,
    at date NOT NULL,
    kind text,
    CONSTRAINT events_pkey PRIMARY KEY (id, at)
)
PARTITION BY RANGE (at);
ALTER TABLE public.events OWNER TO postgres;

CREATE INDEX events_kind ON public.events (kind);

CREATE TRIGGER notice AFTER INSERT ON public.events
    FOR EACH ROW
    EXECUTE FUNCTION public.noticed();

-- table public.events_2024
CREATE TABLE public.events_2024 (
    id bigint NOT NULL,
    at date NOT NULL,
    kind text,
    CONSTRAINT events_2024_pkey PRIMARY KEY (id, at)
)
PARTITION BY RANGE (id);
ALTER TABLE public.events_2024 OWNER TO postgres;

CREATE INDEX events_2024_kind_idx ON public.events_2024 (kind);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- table public.events_2024_a
CREATE TABLE public.events_2024_a (
    id bigint NOT NULL,
    at date NOT NULL,
    kind text,
    CONSTRAINT events_2024_a_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.events_2024_a OWNER TO postgres;

CREATE INDEX events_2024_a_kind_idx ON public.events_2024_a (kind);

ALTER TABLE ONLY public.events_2024 ATTACH PARTITION public.events_2024_a FOR VALUES FROM ('0') TO ('1000');

-- table public.events_2024_rest
CREATE TABLE public.events_2024_rest (
    id bigint NOT NULL,
    at date NOT NULL,
    kind text,
    CONSTRAINT events_2024_rest_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.events_2024_rest OWNER TO postgres;

CREATE INDEX events_2024_rest_kind_idx ON public.events_2024_rest (kind);

ALTER TABLE ONLY public.events_2024 ATTACH PARTITION public.events_2024_rest DEFAULT;

-- table public.events_old
CREATE TABLE public.events_old (
    kind text,
    at date NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT events_old_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.events_old OWNER TO postgres;

CREATE INDEX old_kind ON public.events_old (kind);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_old FOR VALUES FROM (MINVALUE) TO ('2024-01-01');

ALTER TABLE public.events_old DISABLE TRIGGER notice;

-- table public.hashed
CREATE TABLE public.hashed (
    a integer,
    b text
)
PARTITION BY HASH (a, lower(b));
ALTER TABLE public.hashed OWNER TO postgres;

-- table public.hashed_0
CREATE TABLE public.hashed_0 (
    a integer,
    b text
);
ALTER TABLE public.hashed_0 OWNER TO postgres;

CREATE INDEX hashed_0_b ON public.hashed_0 (b);

ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_0 FOR VALUES WITH (modulus 2, remainder 0);

-- table public.hashed_1
CREATE TABLE public.hashed_1 (
    a integer,
    b text
);
ALTER TABLE public.hashed_1 OWNER TO postgres;

ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_1 FOR VALUES WITH (modulus 2, remainder 1);

-- table public.hashed
CREATE INDEX waiting ON ONLY public.hashed (b);

-- table public.hashed_0
ALTER INDEX public.waiting ATTACH PARTITION public.hashed_0_b;

-- table public.refers
CREATE TABLE public.refers (
    id bigint,
    at date,
    CONSTRAINT refers_id_at_fkey FOREIGN KEY (id, at) REFERENCES public.events (id, at)
);
ALTER TABLE public.refers OWNER TO postgres;

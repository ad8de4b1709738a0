CREATE TYPE public.line AS (price integer, "Label" character varying(5));
CREATE TABLE public.item (line public.line);

CREATE TYPE public.line AS (price numeric(8,2), "Label" text);
CREATE TABLE public.item (line public.line);

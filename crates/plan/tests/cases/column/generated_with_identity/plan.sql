ALTER TABLE public.t DROP COLUMN next;

ALTER TABLE public.t ALTER COLUMN id TYPE bigint;

ALTER SEQUENCE public.t_id_seq AS bigint;

ALTER TABLE public.t
    ALTER COLUMN other TYPE bigint,
    ADD COLUMN next bigint GENERATED ALWAYS AS (id + 1) STORED;

ALTER TABLE public.child DROP COLUMN doubled;

ALTER TABLE public.child
    ALTER COLUMN t TYPE bigint,
    ADD COLUMN doubled bigint GENERATED ALWAYS AS (t * 2) STORED;

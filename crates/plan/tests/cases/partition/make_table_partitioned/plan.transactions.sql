BEGIN;
ALTER TABLE public.event RENAME TO pgplumb_old_event;
CREATE TABLE public.event (
    id integer,
    kind text
)
PARTITION BY LIST (kind);
ALTER TABLE public.event OWNER TO postgres;
CREATE TABLE public.event_rest (
    id integer,
    kind text
);
ALTER TABLE public.event_rest OWNER TO postgres;
ALTER TABLE ONLY public.event ATTACH PARTITION public.event_rest DEFAULT;
INSERT INTO public.event (id, kind)
    SELECT id, kind FROM public.pgplumb_old_event;
DROP TABLE public.pgplumb_old_event;
COMMIT;

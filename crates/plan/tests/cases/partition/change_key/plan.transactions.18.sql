BEGIN;
DROP VIEW public.all_events;
LOCK TABLE ONLY public.event IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.event_a IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.event_a RENAME TO pgplumb_old_event_a;
ALTER TABLE public.event RENAME TO pgplumb_old_event;
CREATE TABLE public.event (
    id integer,
    kind text
)
PARTITION BY HASH (id);
ALTER TABLE public.event OWNER TO postgres;
CREATE TABLE public.event_a (
    id integer,
    kind text
);
ALTER TABLE public.event_a OWNER TO postgres;
ALTER TABLE ONLY public.event ATTACH PARTITION public.event_a FOR VALUES WITH (modulus 1, remainder 0);
INSERT INTO public.event (id, kind)
    SELECT id, kind FROM public.pgplumb_old_event;
DROP TABLE public.pgplumb_old_event;
CREATE VIEW public.all_events AS
 SELECT id
   FROM public.event;
ALTER VIEW public.all_events OWNER TO postgres;
COMMIT;

CREATE TABLE public.event_b (
    id integer,
    kind text
);
ALTER TABLE public.event_b OWNER TO postgres;

ALTER TABLE public.event DETACH PARTITION public.event_a;

INSERT INTO public.event_b (id, kind)
    SELECT id, kind FROM public.event_a
    WHERE (kind IN ('b') OR kind IS NULL);
DELETE FROM public.event_a
    WHERE NOT COALESCE((kind IN ('a')), false);

ALTER TABLE public.event ATTACH PARTITION public.event_a FOR VALUES IN ('a');

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_b FOR VALUES IN ('b', NULL);

CREATE TRIGGER log_b AFTER INSERT ON public.event_b
    FOR EACH ROW
    EXECUTE FUNCTION public.log();

BEGIN;
LOCK TABLE ONLY public.note IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.event IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.event_high IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.note DROP CONSTRAINT note_event_fkey;
ALTER TABLE public.event DETACH PARTITION public.event_high;
ALTER TABLE public.event_high RENAME TO pgplumb_old_event_high;
ALTER TABLE public.pgplumb_old_event_high DROP CONSTRAINT event_high_pkey;
INSERT INTO public.event_middle (id)
    SELECT id FROM public.pgplumb_old_event_high
    WHERE (id IS NOT NULL AND id >= 100 AND id < 1000);
INSERT INTO public.event_top (id)
    SELECT id FROM public.pgplumb_old_event_high
    WHERE (id IS NOT NULL AND id >= 1000 AND true);
DROP TABLE public.pgplumb_old_event_high;
ALTER TABLE ONLY public.event ATTACH PARTITION public.event_middle FOR VALUES FROM (100) TO (1000);
ALTER TABLE ONLY public.event ATTACH PARTITION public.event_top FOR VALUES FROM (1000) TO (MAXVALUE);
ALTER TABLE public.note
    ADD CONSTRAINT note_event_fkey FOREIGN KEY (event) REFERENCES public.event (id) NOT VALID;
COMMIT;

BEGIN;
LOCK TABLE ONLY public.event IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.event_all IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.event DETACH PARTITION public.event_all;
ALTER TABLE public.event_all RENAME TO pgplumb_old_event_all;
INSERT INTO public.event_2024 (id, day)
    SELECT id, day FROM public.pgplumb_old_event_all
    WHERE (day IS NOT NULL AND day >= '2024-01-01' AND day < '2025-01-01');
INSERT INTO public.event_2025 (id, day)
    SELECT id, day FROM public.pgplumb_old_event_all
    WHERE (day IS NOT NULL AND day >= '2025-01-01' AND day < '2026-01-01');
DROP TABLE public.pgplumb_old_event_all;
ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
COMMIT;

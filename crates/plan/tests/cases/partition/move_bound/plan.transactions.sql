BEGIN;
LOCK TABLE ONLY public.event IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.event_1 IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.event_2 IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.event DETACH PARTITION public.event_1;
ALTER TABLE public.event DETACH PARTITION public.event_2;
INSERT INTO public.event_2 (id, day)
    SELECT id, day FROM public.event_1
    WHERE (day IS NOT NULL AND day >= '2024-04-01' AND day < '2025-01-01');
DELETE FROM public.event_1
    WHERE NOT COALESCE((day IS NOT NULL AND day >= '2024-01-01' AND day < '2024-04-01'), false);
INSERT INTO public.event_1 (id, day)
    SELECT id, day FROM public.event_2
    WHERE (day IS NOT NULL AND day >= '2024-01-01' AND day < '2024-04-01');
DELETE FROM public.event_2
    WHERE NOT COALESCE((day IS NOT NULL AND day >= '2024-04-01' AND day < '2025-01-01'), false);
ALTER TABLE public.event ATTACH PARTITION public.event_1 FOR VALUES FROM ('2024-01-01') TO ('2024-04-01');
ALTER TABLE public.event ATTACH PARTITION public.event_2 FOR VALUES FROM ('2024-04-01') TO ('2025-01-01');
COMMIT;

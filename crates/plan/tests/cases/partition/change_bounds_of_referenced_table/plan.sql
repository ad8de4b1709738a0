ALTER TABLE public.visit DROP CONSTRAINT visit_s_k_fkey;

ALTER TABLE public.site DETACH PARTITION public.site_1;

ALTER TABLE public.site ATTACH PARTITION public.site_1 FOR VALUES IN (1, 2);

ALTER TABLE public.visit
    ADD CONSTRAINT visit_s_k_fkey FOREIGN KEY (s, k) REFERENCES public.site (s, k);

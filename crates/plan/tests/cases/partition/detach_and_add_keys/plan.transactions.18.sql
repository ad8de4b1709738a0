BEGIN;
LOCK TABLE ONLY public.measure IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.place IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.measure DROP CONSTRAINT measure_place_fkey;
ALTER TABLE public.measure
    ADD CONSTRAINT measure_place_fkey FOREIGN KEY (place)
        REFERENCES public.place (id) ON DELETE CASCADE NOT VALID;
COMMIT;

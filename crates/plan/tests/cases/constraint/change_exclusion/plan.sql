ALTER TABLE public.booking DROP CONSTRAINT no_overlap;
ALTER TABLE public.booking
    ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) DEFERRABLE;
COMMENT ON CONSTRAINT no_overlap ON public.booking IS 'kept';

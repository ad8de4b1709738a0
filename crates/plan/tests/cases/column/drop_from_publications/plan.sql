ALTER PUBLICATION rows SET TABLE ONLY public.item WHERE (kept > 0);

DROP PUBLICATION columns;

ALTER PUBLICATION retyped SET TABLE ONLY public.other;

ALTER TABLE public.other ALTER COLUMN gone TYPE bigint;

CREATE PUBLICATION columns
    FOR TABLE ONLY public.item (id, kept),
        ONLY public.other (id, gone)
    WITH (publish = 'insert');
ALTER PUBLICATION columns OWNER TO postgres;

ALTER PUBLICATION retyped SET TABLE ONLY public.other (id, gone) WHERE (gone > 0);

ALTER TABLE public.item DROP COLUMN gone;

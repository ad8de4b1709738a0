BEGIN;
ALTER PUBLICATION columns SET TABLE ONLY public.item, ONLY public.other;
ALTER PUBLICATION retyped SET TABLE ONLY public.other;
LOCK TABLE ONLY public.other IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.other ALTER COLUMN gone TYPE bigint;
ALTER PUBLICATION columns SET TABLE ONLY public.item (id, kept), ONLY public.other (id, gone);
ALTER PUBLICATION retyped SET TABLE ONLY public.other (id, gone) WHERE (gone > 0);
COMMIT;

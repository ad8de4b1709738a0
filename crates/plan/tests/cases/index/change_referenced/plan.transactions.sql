BEGIN;
LOCK TABLE ONLY public.child IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.parent IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.child DROP CONSTRAINT child_parent_id_fkey;
DROP INDEX public.parent_id;
ALTER INDEX public.pgplumb_new_parent_id RENAME TO parent_id;
ALTER TABLE public.child
    ADD CONSTRAINT child_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.parent (id) NOT VALID;
COMMIT;

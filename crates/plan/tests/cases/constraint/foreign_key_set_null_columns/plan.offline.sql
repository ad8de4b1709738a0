ALTER TABLE public.child DROP CONSTRAINT child_key;

ALTER TABLE public.child
    ADD CONSTRAINT child_key FOREIGN KEY (a, b) REFERENCES public.parent (a, b) ON DELETE SET NULL (b);

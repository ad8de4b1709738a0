ALTER TABLE public.child VALIDATE CONSTRAINT child_key;

ALTER TABLE public.child VALIDATE CONSTRAINT positive;

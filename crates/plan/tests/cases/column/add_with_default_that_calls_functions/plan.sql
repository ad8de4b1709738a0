ALTER TABLE public.item
    ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL,
    ADD COLUMN code text DEFAULT public.code();

ALTER TABLE public.item ADD COLUMN fixed text DEFAULT public.fixed(1);

ALTER TABLE public.item ADD COLUMN note text DEFAULT 'random() is not called'::text;

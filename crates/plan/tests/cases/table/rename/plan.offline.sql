ALTER TABLE public.users RENAME TO accounts;

ALTER TABLE public.accounts ALTER COLUMN email SET NOT NULL;

ALTER TABLE public.users RENAME TO accounts;

ALTER TABLE public.accounts RENAME CONSTRAINT users_id_not_null TO accounts_id_not_null;

ALTER TABLE public.accounts ALTER COLUMN email SET NOT NULL;

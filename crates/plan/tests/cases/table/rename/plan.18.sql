ALTER TABLE public.users RENAME TO accounts;

ALTER TABLE public.accounts RENAME CONSTRAINT users_id_not_null TO accounts_id_not_null;

ALTER TABLE public.accounts ADD CONSTRAINT accounts_email_not_null NOT NULL email NOT VALID;

ALTER TABLE public.accounts VALIDATE CONSTRAINT accounts_email_not_null;

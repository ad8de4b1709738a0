ALTER TABLE public.users RENAME TO accounts;

ALTER TABLE public.accounts ADD CONSTRAINT pgplumb_new_accounts_email_not_null CHECK (email IS NOT NULL) NOT VALID;

ALTER TABLE public.accounts VALIDATE CONSTRAINT pgplumb_new_accounts_email_not_null;

ALTER TABLE public.accounts ALTER COLUMN email SET NOT NULL;
ALTER TABLE public.accounts DROP CONSTRAINT pgplumb_new_accounts_email_not_null;

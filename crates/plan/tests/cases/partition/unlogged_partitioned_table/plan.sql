ALTER TABLE public.log_low SET LOGGED;

CREATE TABLE public.account (id int, name text, secret text);
GRANT SELECT (id, name) ON public.account TO alice;

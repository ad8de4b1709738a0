CREATE TABLE public.account (id int, name text, secret text);
GRANT SELECT ON public.account TO alice;

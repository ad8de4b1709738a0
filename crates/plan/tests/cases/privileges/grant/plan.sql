GRANT ALL ON TYPE public.mood TO alice;

GRANT ALL ON TYPE public.positive TO bob;

GRANT ALL ON FUNCTION public.run() TO alice WITH GRANT OPTION;

GRANT SELECT, USAGE ON SEQUENCE public.numbers TO alice;

GRANT ALL ON TABLE public.item TO "Odd role" WITH GRANT OPTION;
GRANT INSERT, SELECT ON TABLE public.item TO alice;
GRANT SELECT ON TABLE public.item TO PUBLIC;

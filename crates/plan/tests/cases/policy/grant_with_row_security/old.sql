CREATE TABLE public.document (id int PRIMARY KEY, owner name);
GRANT SELECT ON public.document TO bob;

SECURITY LABEL FOR guard ON FUNCTION public.f() IS NULL;

SECURITY LABEL FOR guard ON TABLE public.item IS 'new';

SECURITY LABEL FOR guard ON COLUMN public.item.secret IS 'a column';

DROP TYPE public.span;

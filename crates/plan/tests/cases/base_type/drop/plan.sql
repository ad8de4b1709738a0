DROP TYPE public.small CASCADE;

DROP TYPE public.declared;

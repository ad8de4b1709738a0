ALTER TABLE public.item RESET (autovacuum_enabled);
ALTER TABLE public.item SET (fillfactor=70);
ALTER TABLE public.item SET (toast.autovacuum_enabled='false');

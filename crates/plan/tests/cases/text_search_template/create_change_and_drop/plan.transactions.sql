BEGIN;
DROP TEXT SEARCH TEMPLATE public.changed;
CREATE TEXT SEARCH TEMPLATE public.changed (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMIT;

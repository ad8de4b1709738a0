DROP TEXT SEARCH TEMPLATE public.gone;

CREATE TEXT SEARCH TEMPLATE public.added (INIT = dsimple_init, LEXIZE = dsimple_lexize);

DROP TEXT SEARCH TEMPLATE public.changed;

CREATE TEXT SEARCH TEMPLATE public.changed (INIT = dsimple_init, LEXIZE = dsimple_lexize);

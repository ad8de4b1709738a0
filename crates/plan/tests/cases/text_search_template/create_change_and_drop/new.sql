CREATE TEXT SEARCH TEMPLATE added (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE changed (INIT = dsimple_init, LEXIZE = dsimple_lexize);

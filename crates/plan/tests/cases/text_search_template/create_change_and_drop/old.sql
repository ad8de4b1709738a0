CREATE TEXT SEARCH TEMPLATE gone (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE changed (LEXIZE = dsimple_lexize);

CREATE SCHEMA "Odd app";
CREATE TEXT SEARCH TEMPLATE "Odd app"."Odd template" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE plain (LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE plain IS 'without options';

CREATE SCHEMA "Odd app";
CREATE TEXT SEARCH TEMPLATE "Odd app"."Odd template" (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY bare (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY "Odd app"."Odd one" (TEMPLATE = pg_catalog.snowball, LANGUAGE = english, StopWords = 'english');
CREATE TEXT SEARCH DICTIONARY of_own_template (TEMPLATE = "Odd app"."Odd template");
CREATE TEXT SEARCH DICTIONARY accepting (TEMPLATE = simple, accept = false, stopwords = 'english');
ALTER TEXT SEARCH DICTIONARY bare OWNER TO alice;
COMMENT ON TEXT SEARCH DICTIONARY bare IS 'simple enough';

--- kind Text search
--- property dictionary: options
--- old
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple, stopwords = english);
--- new
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple, accept = false);
--- used
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION app@.c ADD MAPPING FOR word WITH app@.d;
CREATE TABLE app@.t (a text);
CREATE INDEX i ON app@.t USING gin (to_tsvector('app@.c', a));
--- statement ALTER TEXT SEARCH DICTIONARY app@.d (stopwords, accept = 'false')
--- back ALTER TEXT SEARCH DICTIONARY app@.d (accept, stopwords = 'english')
--- property dictionary: order of options
--- old
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple, stopwords = english, accept = false);
--- new
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple, accept = false, stopwords = english);
--- used
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION app@.c ADD MAPPING FOR word WITH app@.d;
--- statement ALTER TEXT SEARCH DICTIONARY app@.d (accept = 'false', stopwords = 'english')
--- back ALTER TEXT SEARCH DICTIONARY app@.d (stopwords = 'english', accept = 'false')
--- property dictionary: template
--- old
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple);
--- new
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.snowball, language = english);
--- recreated no statement changes the template of a dictionary
--- back recreated no statement changes the template of a dictionary
--- property configuration: mappings
--- old
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION app@.c ADD MAPPING FOR word, email WITH simple;
--- new
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION app@.c ADD MAPPING FOR word WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION app@.c ADD MAPPING FOR url WITH simple;
--- used
CREATE TABLE app@.t (a text);
CREATE INDEX i ON app@.t USING gin (to_tsvector('app@.c', a));
--- statement ALTER TEXT SEARCH CONFIGURATION app@.c DROP MAPPING FOR email
--- statement ALTER TEXT SEARCH CONFIGURATION app@.c ALTER MAPPING FOR word WITH
--- statement ALTER TEXT SEARCH CONFIGURATION app@.c ADD MAPPING FOR url WITH
--- property configuration: parser
--- setup
CREATE TEXT SEARCH PARSER app@.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
--- old
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
--- new
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = app@.p);
--- recreated no statement changes the parser of a configuration
--- back recreated no statement changes the parser of a configuration
--- property owners and comments of configurations and dictionaries
--- old
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple);
--- new
CREATE TEXT SEARCH CONFIGURATION app@.c (PARSER = pg_catalog.default);
CREATE TEXT SEARCH DICTIONARY app@.d (TEMPLATE = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION app@.c OWNER TO alice;
ALTER TEXT SEARCH DICTIONARY app@.d OWNER TO alice;
COMMENT ON TEXT SEARCH CONFIGURATION app@.c IS 'c';
COMMENT ON TEXT SEARCH DICTIONARY app@.d IS 'd';
--- statement ALTER TEXT SEARCH DICTIONARY app@.d OWNER TO alice
--- statement COMMENT ON TEXT SEARCH DICTIONARY app@.d IS
--- statement ALTER TEXT SEARCH CONFIGURATION app@.c OWNER TO alice
--- statement COMMENT ON TEXT SEARCH CONFIGURATION app@.c IS
--- property parser and template: comments
--- old
CREATE TEXT SEARCH PARSER app@.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE app@.s (INIT = dsimple_init, LEXIZE = dsimple_lexize);
--- new
CREATE TEXT SEARCH PARSER app@.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE app@.s (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH PARSER app@.p IS 'p';
COMMENT ON TEXT SEARCH TEMPLATE app@.s IS 's';
--- statement COMMENT ON TEXT SEARCH
--- statement COMMENT ON TEXT SEARCH
--- property parser: functions
--- old
CREATE TEXT SEARCH PARSER app@.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
--- new
CREATE TEXT SEARCH PARSER app@.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
--- recreated no statement changes the functions of a parser
--- back recreated no statement changes the functions of a parser
--- property template: functions
--- old
CREATE TEXT SEARCH TEMPLATE app@.s (LEXIZE = dsimple_lexize);
--- new
CREATE TEXT SEARCH TEMPLATE app@.s (INIT = dsimple_init, LEXIZE = dsimple_lexize);
--- recreated no statement changes the functions of a template
--- back recreated no statement changes the functions of a template

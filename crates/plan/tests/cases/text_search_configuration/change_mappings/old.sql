CREATE TEXT SEARCH CONFIGURATION search (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR word, asciiword WITH simple;
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR email WITH simple;
CREATE TABLE doc (body text, words tsvector GENERATED ALWAYS AS (to_tsvector('search'::regconfig, body)) STORED);

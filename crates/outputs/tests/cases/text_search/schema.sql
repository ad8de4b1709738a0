-- Text search: a dictionary, a configuration, and a column and an index that use it.
CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION mine (COPY = english);
ALTER TEXT SEARCH CONFIGURATION mine ALTER MAPPING FOR asciiword, word WITH short, english_stem;
ALTER TEXT SEARCH CONFIGURATION mine DROP MAPPING FOR url;
CREATE TABLE t (body text, found tsvector GENERATED ALWAYS AS (to_tsvector('mine', body)) STORED);
CREATE INDEX ON t USING gin (to_tsvector('mine', body));

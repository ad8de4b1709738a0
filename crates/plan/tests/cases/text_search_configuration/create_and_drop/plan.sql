DROP TEXT SEARCH CONFIGURATION public.gone;

CREATE TEXT SEARCH CONFIGURATION public.search (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.search
    ADD MAPPING FOR asciiword, word
    WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION public.search OWNER TO postgres;
COMMENT ON TEXT SEARCH CONFIGURATION public.search IS 'ours';

DROP TEXT SEARCH CONFIGURATION public.words;

DROP TEXT SEARCH PARSER public.own;

CREATE TEXT SEARCH PARSER public.own (
    START = prsd_start,
    GETTOKEN = prsd_nexttoken,
    END = prsd_end,
    LEXTYPES = prsd_lextype,
    HEADLINE = prsd_headline
);

CREATE TEXT SEARCH CONFIGURATION public.words (PARSER = public.own);
ALTER TEXT SEARCH CONFIGURATION public.words OWNER TO postgres;

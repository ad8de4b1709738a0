DROP TEXT SEARCH PARSER public.gone;

CREATE TEXT SEARCH PARSER public.own (
    START = prsd_start,
    GETTOKEN = prsd_nexttoken,
    END = prsd_end,
    LEXTYPES = prsd_lextype,
    HEADLINE = prsd_headline
);
COMMENT ON TEXT SEARCH PARSER public.own IS 'ours';

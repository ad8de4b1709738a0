DROP TEXT SEARCH DICTIONARY public.gone;

CREATE TEXT SEARCH DICTIONARY public.english_words (
    TEMPLATE = pg_catalog.snowball,
    language = 'english',
    stopwords = 'english'
);
ALTER TEXT SEARCH DICTIONARY public.english_words OWNER TO postgres;

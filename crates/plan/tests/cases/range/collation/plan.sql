ALTER FUNCTION public.words(text, text) RENAME TO pgplumb_old_words;
ALTER FUNCTION public.words(text, text, text) RENAME TO pgplumb_old_words;
ALTER FUNCTION public.words_multirange() RENAME TO pgplumb_old_words_multirange;
ALTER FUNCTION public.words_multirange(public.words) RENAME TO pgplumb_old_words_multirange;
ALTER FUNCTION public.words_multirange(VARIADIC public.words[]) RENAME TO pgplumb_old_words_multirange;
ALTER TYPE public.words_multirange RENAME TO pgplumb_old_words_multirange;
ALTER TYPE public.words RENAME TO pgplumb_old_words;
CREATE TYPE public.words AS RANGE (
    SUBTYPE = text,
    COLLATION = "und-x-icu"
);
ALTER TYPE public.words OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN a TYPE public.words USING a::text::public.words, ALTER COLUMN b TYPE public.words USING b::text::public.words;
DROP TYPE public.pgplumb_old_words;

COMMENT ON TYPE public.words IS 'text by another name';

ALTER TYPE public.words SET (TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout);

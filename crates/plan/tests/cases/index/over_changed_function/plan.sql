CREATE OR REPLACE FUNCTION public.key_of(v text)
    RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$SELECT lower(trim(v))$$;

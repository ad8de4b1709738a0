CREATE FUNCTION public.same(integer, integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1 = $2$$;
ALTER FUNCTION public.same(integer, integer) OWNER TO postgres;

CREATE OPERATOR public.=== (
    FUNCTION = public.same,
    LEFTARG = integer,
    RIGHTARG = integer,
    COMMUTATOR = OPERATOR(public.===),
    RESTRICT = eqsel,
    JOIN = eqjoinsel,
    HASHES,
    MERGES
);
ALTER OPERATOR public.===(integer, integer) OWNER TO postgres;
COMMENT ON OPERATOR public.===(integer, integer) IS 'the same';

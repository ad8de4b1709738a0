CREATE AGGREGATE public.middle(double precision ORDER BY double precision) (
    SFUNC = ordered_set_transition,
    STYPE = internal,
    FINALFUNC = percentile_disc_final,
    FINALFUNC_EXTRA
);
ALTER AGGREGATE public.middle(double precision ORDER BY double precision) OWNER TO postgres;

CREATE AGGREGATE public.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    PARALLEL = SAFE
);
ALTER AGGREGATE public.total(integer) OWNER TO postgres;
COMMENT ON AGGREGATE public.total(integer) IS 'a sum';

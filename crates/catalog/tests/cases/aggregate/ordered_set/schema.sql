-- Ordered-set and hypothetical-set aggregates: direct arguments, and those after ORDER BY.
CREATE AGGREGATE percentile(fraction double precision ORDER BY element anyelement) (
    SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA
);
CREATE AGGREGATE commonest(ORDER BY anyelement) (
    SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = mode_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_ONLY
);
CREATE AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL
);
COMMENT ON AGGREGATE percentile(double precision ORDER BY anyelement) IS 'named with ORDER BY';
COMMENT ON AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") IS 'one argument on both sides';
REVOKE ALL ON FUNCTION place("any") FROM PUBLIC;
REVOKE ALL ON FUNCTION percentile(double precision, anyelement) FROM PUBLIC;

ALTER OPERATOR FAMILY public.own_ops USING btree ADD
    FUNCTION 2 (integer, integer) btint4sortsupport(internal);

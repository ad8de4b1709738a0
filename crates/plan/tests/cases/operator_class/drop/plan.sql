DROP OPERATOR CLASS public.own_ops USING btree;

DROP OPERATOR FAMILY public.own_ops USING btree;

BEGIN;
LOCK TABLE ONLY public.orders IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.customer IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE public.orders RENAME CONSTRAINT pgplumb_new_orders_customer_id_fkey TO orders_customer_id_fkey;
COMMIT;

BEGIN;
DROP VIEW public.open_orders;
ALTER TABLE public.orders ALTER COLUMN state DROP DEFAULT;
ALTER TABLE public.orders ALTER COLUMN state TYPE public.order_state USING state::text::public.order_state;
ALTER TABLE public.orders ALTER COLUMN state SET DEFAULT 'new'::public.order_state;
CREATE VIEW public.open_orders AS
 SELECT o.id,
    c.name,
    o.state
   FROM (public.orders o
     JOIN public.customer c ON ((c.id = o.customer_id)))
  WHERE (o.state = 'new'::public.order_state);
ALTER VIEW public.open_orders OWNER TO postgres;
GRANT SELECT ON TABLE public.open_orders TO alice;
COMMIT;

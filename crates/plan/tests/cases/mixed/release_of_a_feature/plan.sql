ALTER TABLE public.customer DROP COLUMN phone;

CREATE TYPE public.order_state AS ENUM (
    'new',
    'paid',
    'closed'
);
ALTER TYPE public.order_state OWNER TO postgres;

CREATE OR REPLACE FUNCTION public.close_order(i integer)
    RETURNS void
    LANGUAGE sql
    AS $$UPDATE orders SET state = 'closed', paid_at = now() WHERE id = i$$;

ALTER TABLE public.customer ADD COLUMN email text;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_customer_email_key ON public.customer (email);

ALTER TABLE public.customer ADD CONSTRAINT customer_email_key UNIQUE USING INDEX pgplumb_new_customer_email_key;

ALTER TABLE public.orders ADD COLUMN paid_at timestamp with time zone;

ALTER TABLE public.orders
    ADD CONSTRAINT pgplumb_new_orders_customer_id_fkey FOREIGN KEY (customer_id)
        REFERENCES public.customer (id) ON DELETE CASCADE NOT VALID;

ALTER TABLE public.orders VALIDATE CONSTRAINT pgplumb_new_orders_customer_id_fkey;

ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE public.orders RENAME CONSTRAINT pgplumb_new_orders_customer_id_fkey TO orders_customer_id_fkey;

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

CREATE INDEX CONCURRENTLY orders_state ON public.orders (state)
    WHERE (state <> 'closed'::public.order_state);

CREATE TABLE public.payment (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    order_id integer NOT NULL,
    amount numeric(10,2),
    CONSTRAINT payment_pkey PRIMARY KEY (id),
    CONSTRAINT payment_amount_check CHECK (amount > (0)::numeric),
    CONSTRAINT payment_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders (id)
);
ALTER TABLE public.payment OWNER TO postgres;

CREATE INDEX payment_order ON public.payment (order_id);

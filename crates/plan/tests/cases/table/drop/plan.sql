ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;

DROP TABLE public.customer;

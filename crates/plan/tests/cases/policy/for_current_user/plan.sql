CREATE USER MAPPING FOR postgres SERVER branch OPTIONS (login 'reader');

CREATE TABLE public.archive (
    id integer
);
ALTER TABLE public.archive OWNER TO postgres;
REVOKE ALL ON TABLE public.archive FROM postgres;

CREATE TABLE public.ledger (
    id integer
);
ALTER TABLE public.ledger OWNER TO postgres;
REVOKE UPDATE ON TABLE public.ledger FROM postgres;

ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_notes ON public.note TO postgres USING (author = SESSION_USER);

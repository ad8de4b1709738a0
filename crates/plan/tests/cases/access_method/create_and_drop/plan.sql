DROP ACCESS METHOD gone;

CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;

CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD tree IS 'B-trees by another name';

CREATE TABLE public.item (
    id integer
)
USING heap2;
ALTER TABLE public.item OWNER TO postgres;

CREATE TABLE public.a_copy_of_another (
    id integer CONSTRAINT another_id_not_null NOT NULL
);
ALTER TABLE public.a_copy_of_another OWNER TO postgres;

ALTER TABLE public.acopy ADD COLUMN extra integer CONSTRAINT base_extra_not_null NOT NULL;

CREATE TABLE public.another (
    id integer CONSTRAINT another_id_not_null NOT NULL
);
ALTER TABLE public.another OWNER TO postgres;

ALTER TABLE public.base ADD CONSTRAINT base_note_not_null NOT NULL note;

ALTER TABLE public.base ADD COLUMN extra integer CONSTRAINT base_extra_not_null NOT NULL;

CREATE TABLE public.new_table (
    id integer CONSTRAINT new_table_id_not_null NOT NULL
);
ALTER TABLE public.new_table OWNER TO postgres;

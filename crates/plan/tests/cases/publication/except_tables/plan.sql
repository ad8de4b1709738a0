ALTER PUBLICATION "none" SET ALL TABLES;

DROP TABLE public.gone;

CREATE TABLE public."New one" (
    id integer
);
ALTER TABLE public."New one" OWNER TO postgres;

ALTER PUBLICATION fewer SET ALL TABLES EXCEPT (TABLE ONLY public.b);

ALTER PUBLICATION more SET ALL TABLES EXCEPT (TABLE ONLY public.a, ONLY public."New one");

ALTER PUBLICATION more SET (publish = 'insert');

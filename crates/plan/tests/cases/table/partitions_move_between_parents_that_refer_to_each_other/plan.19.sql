CREATE TABLE public.books (
    id integer,
    author integer,
    CONSTRAINT books_id_key UNIQUE (id)
)
PARTITION BY LIST (id);
ALTER TABLE public.books OWNER TO postgres;

CREATE TABLE public.authors (
    id integer,
    best integer,
    CONSTRAINT authors_id_key UNIQUE (id)
)
PARTITION BY LIST (id);
ALTER TABLE public.authors OWNER TO postgres;

ALTER TABLE public.author DROP CONSTRAINT author_best;

ALTER TABLE public.book DETACH PARTITION public.book_1;

ALTER TABLE public.book DROP CONSTRAINT book_author;

ALTER TABLE public.author DETACH PARTITION public.author_1;

ALTER TABLE public.author_1 DROP CONSTRAINT IF EXISTS author_best;

ALTER TABLE public.book_1 DROP CONSTRAINT IF EXISTS book_author;

ALTER TABLE public.author_1
    ADD CONSTRAINT author_best FOREIGN KEY (best) REFERENCES public.books (id);

ALTER TABLE public.authors ATTACH PARTITION public.author_1 FOR VALUES IN (1);

ALTER TABLE public.book_1
    ADD CONSTRAINT book_author FOREIGN KEY (author) REFERENCES public.authors (id);

ALTER TABLE public.books ATTACH PARTITION public.book_1 FOR VALUES IN (1);

DROP TABLE public.book;

DROP TABLE public.author;

ALTER TABLE public.authors
    ADD CONSTRAINT author_best FOREIGN KEY (best) REFERENCES public.books (id);

ALTER TABLE public.books
    ADD CONSTRAINT book_author FOREIGN KEY (author) REFERENCES public.authors (id);

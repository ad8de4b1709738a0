BEGIN;
LOCK TABLE ONLY public.author IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.author_1 IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.book IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.book_1 IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.author DROP CONSTRAINT author_best;
ALTER TABLE public.book DETACH PARTITION public.book_1;
ALTER TABLE public.book DROP CONSTRAINT book_author;
ALTER TABLE public.author DETACH PARTITION public.author_1;
ALTER TABLE public.author_1
    ADD CONSTRAINT author_best FOREIGN KEY (best) REFERENCES public.books (id);
ALTER TABLE public.authors ATTACH PARTITION public.author_1 FOR VALUES IN (1);
ALTER TABLE public.book_1
    ADD CONSTRAINT book_author FOREIGN KEY (author) REFERENCES public.authors (id);
ALTER TABLE public.books ATTACH PARTITION public.book_1 FOR VALUES IN (1);
COMMIT;

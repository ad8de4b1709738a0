CREATE TABLE public.item (id int, label text NOT NULL DEFAULT 'none', size int NOT NULL DEFAULT 1);

ALTER TABLE public.parcel
    ADD CONSTRAINT "owned by" CHECK (id > 0);

ALTER TABLE public.parcel
    ADD CONSTRAINT "partition bound" CHECK (id < 100);

ALTER TABLE public.parcel
    ADD CONSTRAINT rows CHECK (weight > 0);

ALTER TABLE public.parcel
    ADD CONSTRAINT "owned by" CHECK (id > 0) NOT VALID;

ALTER TABLE public.parcel VALIDATE CONSTRAINT "owned by";

ALTER TABLE public.parcel
    ADD CONSTRAINT "partition bound" CHECK (id < 100) NOT VALID;

ALTER TABLE public.parcel VALIDATE CONSTRAINT "partition bound";

ALTER TABLE public.parcel
    ADD CONSTRAINT rows CHECK (weight > 0) NOT VALID;

ALTER TABLE public.parcel VALIDATE CONSTRAINT rows;

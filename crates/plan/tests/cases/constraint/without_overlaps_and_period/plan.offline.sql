ALTER TABLE public.room ALTER COLUMN id SET NOT NULL;

ALTER TABLE public.room ALTER COLUMN during SET NOT NULL;

ALTER TABLE public.room
    ADD CONSTRAINT room_key PRIMARY KEY (id, during WITHOUT OVERLAPS);

ALTER TABLE public.booking
    ADD CONSTRAINT booking_room FOREIGN KEY (room_id, PERIOD during)
        REFERENCES public.room (id, PERIOD during);

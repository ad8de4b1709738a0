ALTER TABLE public.room ADD CONSTRAINT room_id_not_null NOT NULL id NOT VALID;

ALTER TABLE public.room VALIDATE CONSTRAINT room_id_not_null;

ALTER TABLE public.room ADD CONSTRAINT room_during_not_null NOT NULL during NOT VALID;

ALTER TABLE public.room VALIDATE CONSTRAINT room_during_not_null;

ALTER TABLE public.room
    ADD CONSTRAINT room_key PRIMARY KEY (id, during WITHOUT OVERLAPS);

ALTER TABLE public.booking
    ADD CONSTRAINT booking_room FOREIGN KEY (room_id, PERIOD during)
        REFERENCES public.room (id, PERIOD during) NOT VALID;

ALTER TABLE public.booking VALIDATE CONSTRAINT booking_room;

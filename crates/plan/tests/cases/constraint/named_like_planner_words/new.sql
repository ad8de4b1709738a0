CREATE TABLE parcel (id int NOT NULL, weight int, CONSTRAINT rows CHECK (weight > 0), CONSTRAINT "owned by" CHECK (id > 0), CONSTRAINT "partition bound" CHECK (id < 100));

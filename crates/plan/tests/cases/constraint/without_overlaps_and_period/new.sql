CREATE EXTENSION btree_gist;
CREATE TABLE room (id int, during daterange, CONSTRAINT room_key PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE booking (room_id int, during daterange, CONSTRAINT booking_room FOREIGN KEY (room_id, PERIOD during) REFERENCES room (id, PERIOD during));

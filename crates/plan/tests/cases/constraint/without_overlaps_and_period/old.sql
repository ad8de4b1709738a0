CREATE TABLE room (id int, during daterange);
CREATE TABLE booking (room_id int, during daterange);
CREATE EXTENSION btree_gist;

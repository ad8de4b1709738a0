CREATE TABLE booking (id int, during int4range);

CREATE TABLE event (id int, kind text);

CREATE TABLE item (id int, mood text DEFAULT 'ok');

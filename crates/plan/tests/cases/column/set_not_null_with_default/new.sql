CREATE TABLE item (id int, label text NOT NULL DEFAULT 'none');

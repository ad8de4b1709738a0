CREATE TABLE item (id bigserial PRIMARY KEY, label text);

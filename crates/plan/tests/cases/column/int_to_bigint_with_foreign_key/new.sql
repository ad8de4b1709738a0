CREATE TABLE big (id bigint PRIMARY KEY, label varchar(20), at timestamptz);
CREATE TABLE kid (x bigint REFERENCES big, y bigint REFERENCES big);

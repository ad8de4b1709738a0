CREATE TABLE big (id int PRIMARY KEY, label varchar(10), at timestamp);
CREATE TABLE kid (x int REFERENCES big, y int REFERENCES big);

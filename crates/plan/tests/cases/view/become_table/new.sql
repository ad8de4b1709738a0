CREATE TABLE numbers (n int);

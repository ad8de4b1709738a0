CREATE TABLE site (s int, k int, PRIMARY KEY (s, k)) PARTITION BY LIST (s);
CREATE TABLE site_1 PARTITION OF site FOR VALUES IN (1, 2);
CREATE TABLE visit (s int, k int, FOREIGN KEY (s, k) REFERENCES site);

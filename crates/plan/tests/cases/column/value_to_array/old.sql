CREATE TYPE span AS RANGE (subtype = numeric);
CREATE TABLE booking (at span, day daterange, n integer, label text);

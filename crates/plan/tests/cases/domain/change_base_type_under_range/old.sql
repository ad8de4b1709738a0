CREATE DOMAIN amount AS int CHECK (VALUE >= 0);
CREATE TYPE amounts AS RANGE (SUBTYPE = amount);
CREATE TABLE offer (id int PRIMARY KEY, price amount, prices amounts, options amounts[]);
INSERT INTO offer VALUES (1, 5, '[1,9)', '{"[1,2)","[3,4)"}');

CREATE DOMAIN amount AS bigint CHECK (VALUE >= 0);
CREATE TYPE amounts AS RANGE (SUBTYPE = amount);
CREATE TABLE offer (id int PRIMARY KEY, price amount, prices amounts, options amounts[]);

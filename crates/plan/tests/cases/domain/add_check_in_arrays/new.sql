CREATE DOMAIN amount AS int CONSTRAINT positive CHECK (VALUE > 0);
CREATE DOMAIN price AS amount;
CREATE TYPE pair AS (low amount, high amount);
CREATE TYPE amounts AS RANGE (SUBTYPE = amount);
CREATE TABLE item (id int PRIMARY KEY, amount amount DEFAULT 1, amounts amount[], prices price[], pair pair, pairs pair[], span amounts);

CREATE DOMAIN amount AS int;
CREATE DOMAIN price AS amount;
CREATE TYPE pair AS (low amount, high amount);
CREATE TYPE amounts AS RANGE (SUBTYPE = amount);
CREATE TABLE item (id int PRIMARY KEY, amount amount DEFAULT 1, amounts amount[], prices price[], pair pair, pairs pair[], span amounts);
INSERT INTO item VALUES (1, 1, '{2,3}', '{4}', '(1,2)', '{"(3,4)"}', '[5,6)'), (2, NULL, NULL, NULL, NULL, NULL, NULL);

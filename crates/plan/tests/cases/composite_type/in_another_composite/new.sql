CREATE TYPE money_amount AS (value numeric(6,2), currency varchar(3));
CREATE TYPE price AS (amount money_amount, valid date);
CREATE TABLE item (price price, prices price[]);

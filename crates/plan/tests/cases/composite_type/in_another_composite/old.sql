CREATE TYPE money_amount AS (value numeric, currency text);
CREATE TYPE price AS (amount money_amount, valid date);
CREATE TABLE item (price price, prices price[]);

DROP VIEW shop.big;

DROP FUNCTION shop.label(shop.item);

DROP TABLE shop.item;

DROP TYPE shop.size;

DROP SCHEMA shop;

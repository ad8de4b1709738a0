CREATE VIEW new_name AS SELECT 1 AS n;
CREATE VIEW user_of AS SELECT n FROM new_name;

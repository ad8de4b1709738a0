CREATE VIEW old_name AS SELECT 1 AS n;
CREATE VIEW user_of AS SELECT n FROM old_name;

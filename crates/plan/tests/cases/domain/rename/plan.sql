ALTER DOMAIN public.old_name RENAME TO new_name;

ALTER DOMAIN public.new_name RENAME CONSTRAINT above TO over;

ALTER VIEW public.old_name RENAME TO new_name;

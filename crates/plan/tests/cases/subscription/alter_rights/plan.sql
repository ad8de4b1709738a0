ALTER SUBSCRIPTION sub SET (disable_on_error = false, password_required = false, run_as_owner = true, origin = any);

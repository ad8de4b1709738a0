ALTER SUBSCRIPTION starts SET (max_retention_duration = 9);

ALTER SUBSCRIPTION stops SET (retain_dead_tuples = false);

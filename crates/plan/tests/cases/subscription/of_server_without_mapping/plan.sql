ALTER SUBSCRIPTION sub SET (binary = true);

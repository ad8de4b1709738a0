CREATE TYPE declared;

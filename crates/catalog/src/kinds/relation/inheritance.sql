SELECT i.inhrelid AS child, i.inhparent AS parent, i.inhseqno AS number, i.inhdetachpending AS detach_pending
  FROM pg_catalog.pg_inherits i
--[restricted] WHERE i.inhrelid = ANY ($parts)

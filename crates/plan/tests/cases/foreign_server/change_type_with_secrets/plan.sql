COMMENT ON SERVER far IS 'changes';

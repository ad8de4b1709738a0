SCHEMA = "acct"

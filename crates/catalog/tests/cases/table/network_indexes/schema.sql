-- The default operator class of GiST for inet and cidr depends on the version, so it is always named.
CREATE EXTENSION btree_gist;
CREATE TABLE hosts (address inet, network cidr, id integer);
CREATE INDEX hosts_inet ON hosts USING gist (address inet_ops, id);
CREATE INDEX hosts_gist_inet ON hosts USING gist (address gist_inet_ops, network gist_cidr_ops);
CREATE INDEX hosts_btree ON hosts (address, network);

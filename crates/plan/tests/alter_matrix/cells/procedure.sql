--- kind Procedures
--- property body, settings, security definer, default of an argument added
--- old
CREATE PROCEDURE app@.p(n integer) LANGUAGE sql AS 'SELECT n';
--- new
CREATE PROCEDURE app@.p(n integer DEFAULT 1) LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT n + 1';
--- statement CREATE OR REPLACE PROCEDURE app@.p(
--- back recreated no statement removes the default of an argument
--- property SQL-standard body
--- old
CREATE PROCEDURE app@.p(n integer) LANGUAGE plpgsql AS 'BEGIN END';
--- new
CREATE PROCEDURE app@.p(n integer) BEGIN ATOMIC SELECT n; END;
--- statement CREATE OR REPLACE PROCEDURE app@.p(
--- back CREATE OR REPLACE PROCEDURE app@.p(

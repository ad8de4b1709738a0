CREATE TABLE person (id int PRIMARY KEY, team_id int);
CREATE TABLE team (id int PRIMARY KEY, leader_id int NOT NULL REFERENCES person);
ALTER TABLE person ADD FOREIGN KEY (team_id) REFERENCES team;

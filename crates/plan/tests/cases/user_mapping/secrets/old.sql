CREATE FOREIGN DATA WRAPPER own;
CREATE SERVER far FOREIGN DATA WRAPPER own;
CREATE USER MAPPING FOR alice SERVER far OPTIONS ("user" 'old', password 'real', gone 'x');
CREATE USER MAPPING FOR bob SERVER far OPTIONS (password 'real');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS ("user" 'anyone', token 'real');

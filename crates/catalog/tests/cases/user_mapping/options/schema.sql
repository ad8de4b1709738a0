CREATE FOREIGN DATA WRAPPER plain;
CREATE SERVER "Odd server" FOREIGN DATA WRAPPER plain;
CREATE SERVER other FOREIGN DATA WRAPPER plain;
CREATE USER MAPPING FOR PUBLIC SERVER "Odd server";
CREATE USER MAPPING FOR alice SERVER "Odd server" OPTIONS ("user" 'al''ice', password 's3cret', password_required 'false');
CREATE USER MAPPING FOR "Odd role" SERVER other OPTIONS (passfile '/s3cret', pwd 's3cret', "Password" 's3cret', passphrase 's3cret');

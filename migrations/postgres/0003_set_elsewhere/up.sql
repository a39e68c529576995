-- Who sets the password of an account in place of its own directory (domain/src/directory/people.rs, Elsewhere).
ALTER TABLE accounts ADD COLUMN set_elsewhere TEXT;

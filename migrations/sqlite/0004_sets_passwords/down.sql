-- Which directories were left as they are is lost: a recovery sets the password in all of them.
ALTER TABLE directories DROP COLUMN sets_passwords;

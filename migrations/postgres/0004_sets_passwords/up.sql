-- Whether a recovery sets the password of accounts in this directory; off, it knows them and leaves them as they are.
ALTER TABLE directories ADD COLUMN sets_passwords BOOLEAN NOT NULL DEFAULT TRUE;

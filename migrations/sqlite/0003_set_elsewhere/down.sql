ALTER TABLE accounts DROP COLUMN set_elsewhere;

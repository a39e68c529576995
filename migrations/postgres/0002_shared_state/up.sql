-- What the servers that work with one directory share for a while: that the service account was refused, who took a
-- password last, whose password is being tried (domain/src/directory/shared_state.rs). "value" is the adapter's own.
CREATE TABLE shared_state (
    directory TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    revision TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (directory, key)
);
CREATE INDEX shared_state_ends_at ON shared_state (ends_at);

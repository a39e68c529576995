-- The first schema. The same tables in migrations/sqlite; see migrations/README.md.
-- Times are milliseconds since 1970, ids UUIDv7 as text. "sealed" columns hold XChaCha20-Poly1305,
-- "_hash" SHA-256 of a 256-bit token, "digest" a keyed HMAC.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- domain_id: what the domain itself says it is (objectSid): one row for each, whatever it is called.
CREATE TABLE directories (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    domain_id TEXT UNIQUE,
    label TEXT NOT NULL,
    config TEXT NOT NULL,
    sealed TEXT NOT NULL,
    subtrees TEXT NOT NULL,
    domains TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (kind, name)
);

-- every_minutes: how often it runs by itself after the first finished one; 0: never. asking_run: the run that waits for
-- an answer whether people are gone. finished_at: when all of it was read last.
CREATE TABLE imports (
    directory TEXT PRIMARY KEY REFERENCES directories (id) ON DELETE CASCADE,
    phase TEXT NOT NULL CHECK (phase IN ('running', 'stopped', 'failed', 'asking', 'finished')),
    run BIGINT NOT NULL,
    cursor TEXT,
    done BIGINT NOT NULL,
    expected BIGINT NOT NULL,
    error TEXT,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    every_minutes BIGINT NOT NULL DEFAULT 60,
    next_at BIGINT,
    finished_at BIGINT,
    asking_run BIGINT
);

-- One row for each run of a directory's import, and for each but the first what it found, person by person. "counts" is
-- JSON. "name" and "login" are as they were shown then; "field" is empty where a change has none.
CREATE TABLE sync_runs (
    directory TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
    run BIGINT NOT NULL,
    trigger TEXT NOT NULL CHECK (trigger IN ('administrator', 'schedule')),
    phase TEXT NOT NULL CHECK (phase IN ('running', 'stopped', 'failed', 'asking', 'finished')),
    is_first BOOLEAN NOT NULL,
    seen BIGINT NOT NULL,
    counts TEXT NOT NULL,
    error TEXT,
    decision TEXT CHECK (decision IN ('gone', 'kept')),
    decided_by TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (directory, run)
);
CREATE INDEX sync_runs_started_at ON sync_runs (started_at);
CREATE TABLE sync_changes (
    directory TEXT NOT NULL,
    run BIGINT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    name TEXT NOT NULL,
    login TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (directory, run, account, kind, field),
    FOREIGN KEY (directory, run) REFERENCES sync_runs (directory, run) ON DELETE CASCADE
);

-- The human. Whatever decides "is it them?" belongs here; what is written where, to the accounts.
-- language is the person's own choice.
CREATE TABLE persons (
    id TEXT COLLATE "C" PRIMARY KEY,
    onboarded_at BIGINT,
    enrolled_at BIGINT,
    frozen_at BIGINT,
    language TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX persons_onboarded ON persons (id) WHERE onboarded_at IS NOT NULL;

-- The "_key" columns are the names as compared: lower case, trimmed. The "_local" ones
-- are what stands before the @ of these. sort_name and search_text
-- are compared byte by byte, so that pages are cut alike in both databases. preferred_language
-- is the directory's word. same_as: the object id of the account in another
-- directory that this one was made from. is_primary: the one of a person's accounts that lists show.
CREATE TABLE accounts (
    id TEXT COLLATE "C" PRIMARY KEY,
    directory TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES persons (id),
    is_primary BOOLEAN NOT NULL,
    object_id TEXT NOT NULL,
    dn TEXT NOT NULL,
    login TEXT NOT NULL,
    upn TEXT,
    display_name TEXT NOT NULL,
    mail TEXT,
    phone TEXT,
    disabled BOOLEAN NOT NULL,
    protected BOOLEAN NOT NULL,
    gone BOOLEAN NOT NULL,
    run BIGINT NOT NULL,
    login_key TEXT NOT NULL,
    upn_key TEXT,
    mail_key TEXT,
    upn_local TEXT,
    mail_local TEXT,
    sort_name TEXT COLLATE "C" NOT NULL,
    search_text TEXT COLLATE "C" NOT NULL,
    manager_dn TEXT,
    preferred_language TEXT,
    same_as TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (directory, object_id)
);
CREATE INDEX accounts_login_key ON accounts (login_key);
CREATE INDEX accounts_upn_key ON accounts (upn_key);
CREATE INDEX accounts_mail_key ON accounts (mail_key);
CREATE INDEX accounts_upn_local ON accounts (upn_local);
CREATE INDEX accounts_mail_local ON accounts (mail_local);
CREATE INDEX accounts_dn ON accounts (directory, dn);
CREATE INDEX accounts_sort_name ON accounts (sort_name, id) WHERE is_primary;
CREATE INDEX accounts_person ON accounts (person);
CREATE INDEX accounts_object_id ON accounts (object_id);
CREATE INDEX accounts_same_as ON accounts (same_as) WHERE same_as IS NOT NULL;

-- Two accounts that may be one person's. joined: as an administrator decided; NULL while nobody did.
CREATE TABLE join_reviews (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    evidence TEXT NOT NULL,
    doubt TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    joined BOOLEAN,
    UNIQUE (account, other)
);
CREATE INDEX join_reviews_other ON join_reviews (other);

-- Held FOR UPDATE by whoever counts seats, so that two administrators count one after the other.
CREATE TABLE seat_lock (
    id BIGINT PRIMARY KEY CHECK (id = 1)
);
INSERT INTO seat_lock (id) VALUES (1);

CREATE TABLE flows (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('recover', 'enrol', 'account')),
    token_hash TEXT NOT NULL UNIQUE,
    person TEXT REFERENCES persons (id) ON DELETE CASCADE,
    account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    who TEXT NOT NULL,
    name_key TEXT NOT NULL,
    address TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX flows_person ON flows (person, kind);
CREATE INDEX flows_expires_at ON flows (expires_at);

-- One code at a time for each flow and purpose.
CREATE TABLE codes (
    flow TEXT NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    digest TEXT NOT NULL,
    destination_digest TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (flow, purpose)
);

-- depends_on: what the proof hangs on, as JSON; keyed digests and ids only (see domain/independence).
-- last_step: the last time step, counter or use for which a proof was accepted.
CREATE TABLE methods (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    sealed TEXT NOT NULL,
    depends_on TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX methods_person ON methods (person, kind);

CREATE TABLE recovery_codes (
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (person, digest)
);

CREATE TABLE password_history (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    set_at BIGINT NOT NULL
);
CREATE INDEX password_history_account ON password_history (account, set_at);

-- Policies for some: the one of the lowest place whose members include the account holds; settings
-- has the one for everybody else. Members as the directory said when they were last read.
CREATE TABLE policy_rules (
    id TEXT PRIMARY KEY,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    directory TEXT NOT NULL REFERENCES directories (id) ON DELETE CASCADE,
    group_id TEXT NOT NULL,
    privileged BOOLEAN NOT NULL,
    policy TEXT NOT NULL,
    read_at BIGINT
);
CREATE TABLE policy_members (
    rule TEXT NOT NULL REFERENCES policy_rules (id) ON DELETE CASCADE,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (rule, account)
);
CREATE INDEX policy_members_account ON policy_members (account);

-- Other servers that prove who somebody is, or carry a message.
CREATE TABLE providers (
    name TEXT PRIMARY KEY,
    config TEXT NOT NULL,
    sealed TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Somebody asks a colleague to confirm that it is them; answered at most once.
CREATE TABLE vouches (
    id TEXT PRIMARY KEY,
    flow TEXT NOT NULL UNIQUE REFERENCES flows (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    number_digest TEXT NOT NULL,
    address TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by TEXT REFERENCES persons (id) ON DELETE SET NULL,
    vouched BOOLEAN,
    used_at BIGINT
);
CREATE INDEX vouches_person ON vouches (person, expires_at);
-- Those whom an administrator lets vouch for everybody whose manager is not known.
CREATE TABLE referees (
    person TEXT PRIMARY KEY REFERENCES persons (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL
);

-- A voided invitation was replaced by a later one.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    code_digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    opened_at BIGINT,
    used_at BIGINT,
    sent_at BIGINT,
    failed_at BIGINT,
    failure TEXT,
    voided BOOLEAN NOT NULL
);
CREATE INDEX invitations_person ON invitations (person);

CREATE TABLE admins (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    totp_sealed TEXT,
    totp_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    admin TEXT REFERENCES admins (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_admin ON sessions (admin);

-- name: of the administrator whom the link is for; NULL: of a new one, who chooses it.
CREATE TABLE setup_links (
    token_hash TEXT PRIMARY KEY,
    name TEXT,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at BIGINT
);

-- key is a keyed digest of limit and subject: no name or address stands here.
CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    hits BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX limits_ends_at ON limits (ends_at);

-- Append-only, chained: hash = HMAC-SHA256, with a key that is not here, over the previous hash and
-- this row (see store/src/audit.rs).
-- No foreign keys: what happened to an account outlives the account.
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    account TEXT,
    directory TEXT,
    address TEXT,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_account ON audit (account, seq);
CREATE INDEX audit_kind ON audit (kind, seq);
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit is append-only';
END
$$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- What is done, or was, to many people at once; kept as long as the audit log, whose rows name the run. collecting: not
-- begun yet. done_to: the last person who was dealt with. left_out: how many for each reason, and some names, as JSON.
-- digest: over the ids of those to whom it was done, in their order.
CREATE TABLE bulk_runs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('onboard', 'offboard')),
    phase TEXT NOT NULL CHECK (phase IN ('collecting', 'running', 'finished', 'stopped')),
    actor TEXT NOT NULL,
    selection TEXT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    already BIGINT NOT NULL,
    left_out TEXT NOT NULL,
    done_to TEXT NOT NULL,
    digest TEXT NOT NULL,
    failure TEXT,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX bulk_runs_started_at ON bulk_runs (started_at);
-- Whom it is done to; when it is over, whom it was done to. What was done to people outlives them: no foreign key.
CREATE TABLE bulk_run_people (
    run TEXT NOT NULL REFERENCES bulk_runs (id) ON DELETE CASCADE,
    person TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (run, person)
);

-- key is unique among open jobs.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed TEXT NOT NULL,
    key TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'failed')),
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT,
    worker TEXT,
    error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE UNIQUE INDEX jobs_open_key ON jobs (key) WHERE state = 'open';
CREATE INDEX jobs_due ON jobs (state, kind, run_at);

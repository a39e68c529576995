//! The settings, for `latchkey serve --help`. A test holds this against the list of keys.

pub const SETTINGS: &str = "\
Settings (latchkey.toml). Each can come from the environment as well: LATCHKEY_SEATS,
LATCHKEY_DATABASE__URL (two underscores for the dot). The environment wins over the file.

  origin = \"https://reset.example.com\"   what people type; every link begins with it
  organisation = \"Northwind\"             shown on every page and in mail (default: the domain)
  help_desk = \"ext. 4477\"                shown where somebody is stuck
  help_desk_tel = \"+49 30 1234477\"       what a phone dials
  language = \"en\"                        or \"de\": for whoever asks for no language that we have
  time_zone = \"Europe/Berlin\"            for times on pages and in mail (default: this machine's)
  listen = \"127.0.0.1:8080\"
  data_dir = \"latchkey-data\"             database and key, when nothing else is said
  seats = 100                            people whom the licence allows to be onboarded
  practice = false

  [tls]                                  our own HTTPS; the files are read again when they change
  certificate = \"fullchain.pem\"
  key = \"privkey.pem\"

  [proxy]                                or: a proxy does it, and must pass on Host
  trusted = [\"10.0.0.0/8\"]               whose X-Forwarded-For is believed

  [database]                             default: one SQLite file in data_dir
  url = \"postgres://latchkey@db.example.com/latchkey\"
  password_file = \"/run/credentials/db\"  or LATCHKEY_DATABASE__PASSWORD; never the file itself
  pool = 8
  migrate = true                         bring the schema up to date at the start

  [secrets]                              default: made in data_dir on the first start
  key_file = \"/etc/latchkey/secret.key\"  or LATCHKEY_SECRETS__KEY; `latchkey new-key FILE` makes one
  older_key_files = []                   keys from before a rotation: `latchkey secrets rotate --help`

  [mail]
  host = \"smtp.example.com\"
  port = 587
  security = \"starttls\"                  starttls, tls, or plain-loopback for a relay on this machine
  username = \"latchkey\"
  password_file = \"/run/credentials/mail\"  or LATCHKEY_MAIL__PASSWORD
  from = \"Northwind IT <reset@example.com>\"
  ca_file = \"private-ca.pem\"             only for a private authority

  [log]                                  to standard error; never secrets, addresses or bodies
  format = \"text\"                        or json
  level = \"info\"                         error, warn, info, debug

Secrets (secrets.key, mail.password, database.password) come from the environment or from files.";

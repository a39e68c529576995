# Shared by the lab's scripts; sourced, never run.
# shellcheck shell=bash

# A state directory, absolute and created. Kept short because Samba and PostgreSQL put
# unix sockets below it, and a socket's path must stay under 108 bytes.
state_dir() {
  mkdir -p "$1" && (cd "$1" && pwd -P)
}

check_short() {
  [ "${#1}" -le 60 ] || { echo "state directory $1 is too long (${#1} > 60 characters) for unix sockets; set TMPDIR to something shorter" >&2; exit 2; }
}

# The directory services use ports below 1024 and their own mount namespace.
need_root() {
  [ "$(id -u)" = 0 ] || exec sudo -E "$0" "$@"
}

# Debian's interpreter, which has the Debian modules (python3-samba, python3-aiosmtpd),
# and not a newer python3 that may come first on PATH.
python() {
  /usr/bin/python3 "$@"
}

# As many free TCP ports of 127.0.0.1 as asked for, all different.
free_ports() {
  python - "$1" <<'PY'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))
PY
}

# A free UDP port of 127.0.0.1.
free_udp_port() {
  python - <<'PY'
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])
PY
}

# A loopback address of our own: Samba's ports are fixed, so two labs on one machine
# (a developer's and a test run's) can only differ in the address.
random_loopback() {
  local ip
  for _ in $(seq 1 50); do
    ip=127.$((RANDOM % 200 + 20)).$((RANDOM % 254 + 1)).$((RANDOM % 250 + 2))
    if ! (exec 3<>"/dev/tcp/$ip/636") 2>/dev/null; then echo "$ip"; return; fi
  done
  echo "no free loopback address" >&2
  return 1
}

# make_ca DIR: a certificate authority for this lab, once.
make_ca() {
  [ -s "$1/ca.crt" ] && return
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1/ca.key" -out "$1/ca.crt" -days 3650 \
    -subj "/O=Latchkey lab/CN=Latchkey lab CA" -addext "basicConstraints=critical,CA:TRUE" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
  chmod 600 "$1/ca.key"
  chmod 644 "$1/ca.crt"
}

# issue CA_DIR OUT_PREFIX COMMON_NAME SAN[,SAN…]: a server certificate with subjectAltName.
# rustls refuses certificates without one, which is what Samba and PostgreSQL make by themselves.
issue() {
  local ca=$1 out=$2 cn=$3 san=$4
  openssl req -newkey rsa:2048 -nodes -keyout "$out.key" -out "$out.csr" -subj "/O=Latchkey lab/CN=$cn" 2>/dev/null
  openssl x509 -req -in "$out.csr" -CA "$ca/ca.crt" -CAkey "$ca/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days 3650 -out "$out.crt" \
    -extfile <(printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n' "$san") 2>/dev/null
  rm -f "$out.csr"
  chmod 600 "$out.key"
}

# running PIDFILE NAME…: is the recorded process alive and still the program we started?
running() {
  local pidfile=$1 pid comm name
  shift
  [ -s "$pidfile" ] || return 1
  pid=$(cat "$pidfile")
  comm=$(cat "/proc/$pid/comm" 2>/dev/null) || return 1
  for name in "$@"; do [ "$comm" = "$name" ] && return 0; done
  return 1
}

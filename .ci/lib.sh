# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
TOOLS=$ROOT/target/tools
export ROOT TOOLS

# say TEXT: one line about what happens now.
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
die() { echo "error: $*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "this needs root: run it as root, or install sudo"; fi
}

# timed TEXT COMMAND…: say it, do it quietly, say how long it took; show the output only of what fails.
timed() {
  local text=$1 log since=$SECONDS
  shift
  log=$(mktemp)
  say "$text"
  if "$@" >"$log" 2>&1; then
    echo "    done in $((SECONDS - since)) s"
    rm -f "$log"
  else
    tail -40 "$log" >&2
    rm -f "$log"
    die "failed after $((SECONDS - since)) s: $text"
  fi
}

# locked PACKAGE: its version in Cargo.lock.
locked() { awk -v name="\"$1\"" '$1 == "name" { hit = ($3 == name) } hit && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' "$ROOT/Cargo.lock"; }

# wasm_cargo ARGUMENTS…: cargo with a compiler that can build for the browser: ours where rustup could add the target,
# else Debian's (see setup). Its own target directory, because the two compilers would undo each other's work.
wasm_cargo() {
  if rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown && [ "${WASM_TOOLCHAIN:-}" != debian ]; then
    cargo "$@" --target wasm32-unknown-unknown --target-dir "$ROOT/target/wasm"
  else
    cargo +latchkey-wasm "$@" --target wasm32-unknown-unknown --target-dir "$ROOT/target/wasm"
  fi
}

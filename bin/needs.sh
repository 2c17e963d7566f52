# shellcheck shell=bash
# What bin/demo, bin/test and bin/bench share: find what a step needs and, where it is missing, install it and say so.
# Sourced in the checkout's root. Every function is silent and quick where nothing is missing.
# For Debian and Ubuntu; elsewhere it names what to install by hand.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# The toolchain that this checkout is built with.
rust_channel=$(sed -n 's/^channel *= *"\(.*\)"$/\1/p' rust-toolchain.toml)

# Rust by rustup lies here, on the PATH or not.
cargo_bin=${CARGO_HOME:-$HOME/.cargo}/bin
case ":$PATH:" in
*":$cargo_bin:"*) ;;
*) if [ -x "$cargo_bin/rustup" ]; then PATH="$cargo_bin:$PATH"; fi ;;
esac
export PATH

# as_root COMMAND...
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    say "this takes root or sudo: $*"
    return 1
  fi
}

# logged COMMAND... : quiet unless it fails.
logged() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" != 0 ]; then
    say "failed ($status): $*"
    tail -n 30 "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

apt_lists_fresh=
apt_update() {
  if [ -n "$apt_lists_fresh" ]; then return 0; fi
  if ! command -v apt-get >/dev/null; then
    say "there is no apt-get here; install by hand: $*"
    return 1
  fi
  say "updating the package lists (apt-get update)"
  # One broken source of many is no reason to stop: the installation itself will tell.
  logged as_root apt-get update -q || true
  apt_lists_fresh=yes
}

# apt_offers PACKAGE
apt_offers() { [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]; }

# apt_install PACKAGE...
apt_install() {
  if [ $# = 0 ]; then return 0; fi
  apt_update "$@" || return 1
  say "installing $* (apt-get install)"
  logged as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

# Does a Rust that can build this checkout answer?
have_rust() {
  local found
  if command -v rustup >/dev/null; then
    RUSTUP_AUTO_INSTALL=0 rustup run "$rust_channel" rustc --version >/dev/null 2>&1 || return 1
    # rustup's own cargo goes before any other: only it obeys rust-toolchain.toml.
    if [ "$(dirname "$(command -v cargo)")" != "$(dirname "$(command -v rustup)")" ]; then
      PATH="$(dirname "$(command -v rustup)"):$PATH"
    fi
    return 0
  fi
  found=$(cargo --version 2>/dev/null | cut -d' ' -f2) || return 1
  [ -n "$found" ] && [ "$(printf '%s\n' "$rust_channel" "$found" | sort -V | head -n 1)" = "$rust_channel" ]
}

bring_rust() {
  if have_rust; then return 0; fi
  if ! command -v rustup >/dev/null; then
    apt_update rustup || return 1
    # Debian's rustup would push out Debian's cargo and rustc, so not where these are installed.
    if apt_offers rustup && ! dpkg -s cargo >/dev/null 2>&1 && ! dpkg -s rustc >/dev/null 2>&1; then
      apt_install rustup || return 1
    else
      if ! command -v curl >/dev/null; then apt_install curl || return 1; fi
      say "installing rustup into $cargo_bin (the official installer, https://rustup.rs)"
      local script
      script=$(mktemp)
      if ! logged curl --proto '=https' --tlsv1.2 --retry 3 -sSfL https://sh.rustup.rs -o "$script" ||
        ! RUSTUP_INIT_SKIP_PATH_CHECK=yes logged sh "$script" -y --no-modify-path --profile minimal --default-toolchain none; then
        rm -f "$script"
        return 1
      fi
      rm -f "$script"
      PATH="$cargo_bin:$PATH"
    fi
  fi
  if have_rust; then return 0; fi
  say "installing Rust $rust_channel (rustup)"
  logged rustup toolchain install "$rust_channel" --profile minimal --component rustfmt --component clippy || return 1
  have_rust
}

# rustfmt and clippy, where an earlier toolchain came without.
bring_rust_tools() {
  if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then return 0; fi
  if ! command -v rustup >/dev/null; then
    say "cargo fmt and cargo clippy are missing, and there is no rustup to bring them"
    return 1
  fi
  say "installing rustfmt and clippy (rustup)"
  logged rustup component add --toolchain "$rust_channel" rustfmt clippy
}

# A C compiler with libc's headers builds the bundled SQLite; cargo needs to know certificates.
bring_base() {
  local missing=()
  if ! cc -E - >/dev/null 2>&1 <<<'#include <stdio.h>'; then missing+=(gcc libc6-dev); fi
  if [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then missing+=(ca-certificates); fi
  apt_install "${missing[@]}" || return 1
  bring_rust
}

# A PostgreSQL server for bin/with-postgres.
bring_postgres() {
  if [ -n "$(find /usr/lib/postgresql -path '*/bin/initdb' -print -quit 2>/dev/null)" ]; then return 0; fi
  apt_install postgresql
}

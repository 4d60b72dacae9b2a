#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the certificates of test-http.c anew: an authority, and what a service may show. They are good for a hundred years, but for
# those that must not be.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
mkdir "$work/db"
: > "$work/db/index.txt"
cat > "$work/ca.conf" <<CONF
[ca]
default_ca = here
[here]
new_certs_dir = $work/db
database = $work/db/index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
CONF
openssl req -new -key "$work/ca.key" -subj "/CN=Test authority" -out "$work/ca.csr"
openssl ca -batch -notext -selfsign -config "$work/ca.conf" -extensions authority -keyfile "$work/ca.key" \
  -startdate 20200101000000Z -enddate 21300101000000Z -in "$work/ca.csr" -out ca.pem

# name, what it is for, first and last moment
make_one () {
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -addext "subjectAltName=$2" -out "$work/$1.csr"
  openssl ca -batch -notext -config "$work/ca.conf" -cert ca.pem -keyfile "$work/ca.key" -startdate "$3" -enddate "$4" \
    -in "$work/$1.csr" -out "$work/$1.crt"
  cat "$work/$1.crt" "$work/$1.key" > "$1.pem"
}

make_one good IP:127.0.0.1 20200101000000Z 21250101000000Z
make_one other-name DNS:dichvucong.example.vn 20200101000000Z 21250101000000Z
make_one expired IP:127.0.0.1 20240101000000Z 20250101000000Z
make_one not-yet IP:127.0.0.1 21000101000000Z 21250101000000Z

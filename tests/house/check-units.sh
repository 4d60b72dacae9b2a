#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# TAP: systemd itself finds no fault in the units. usage: check-units.sh BUILT_SERVICE TIMER PROVINCE_UNIT...
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
if ! command -v systemd-analyze >/dev/null; then
  echo "1..0 # SKIP systemd-analyze is not installed"
  exit 0
fi
echo "1..2"

# The programs are named where they will be installed; what is checked is all the rest.
check () # number name --user|--system unit...
{
  number=$1 name=$2 manager=$3
  shift 3
  for unit; do
    sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$unit" >"$folder/$(basename "$unit")"
  done
  names=
  for unit; do
    names="$names $folder/$(basename "$unit")"
  done
  # shellcheck disable=SC2086 # several words
  if said=$(HOME=$folder XDG_RUNTIME_DIR=$folder SYSTEMD_LOG_LEVEL=warning systemd-analyze "$manager" --man=no verify $names 2>&1) && [ -z "$said" ]; then
    echo "ok $number $name"
  else
    echo "not ok $number $name"
    echo "$said" | sed 's/^/# /'
  fi
}

service=$1 timer=$2
shift 2
check 1 "/units/desk" --user "$service" "$timer"
check 2 "/units/province" --system "$@"

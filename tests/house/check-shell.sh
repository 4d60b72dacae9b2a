#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every shell script is valid for a POSIX shell and clean for shellcheck. usage: check-shell.sh ROOT   (TAP)
set -u
cd "$1" || exit 1
n=0
status=0

point () # ok-or-not name
{
  n=$((n + 1))
  echo "$1 $n $2"
  [ "$1" = ok ] || status=1
}

for file in .ci/* tests/house/*.sh; do
  [ -f "$file" ] || continue
  case "$(head -n 1 "$file")" in
    '#!/bin/sh' | '# shellcheck shell=sh') ;;
    *) continue ;;
  esac
  if output=$(sh -n "$file" 2>&1); then
    point ok "$file is valid"
  else
    printf '%s\n' "$output" | sed 's/^/# /'
    point "not ok" "$file is valid"
  fi
  if ! command -v shellcheck >/dev/null; then
    point ok "$file # SKIP shellcheck is not installed"
  elif output=$(shellcheck -s sh -x "$file" 2>&1); then
    point ok "$file is clean for shellcheck"
  else
    printf '%s\n' "$output" | sed 's/^/# /'
    point "not ok" "$file is clean for shellcheck"
  fi
done
echo "1..$n"
exit $status

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the tests in Meson's JSON logs and prints "N passed, N failed[, N skipped]" as the last line.

usage: count-tests.py STATUS LOG.json...     STATUS is what `meson test` ended with

Each TAP line of a program counts. A program that failed without a "not ok" line (it crashed, leaked, timed out or
stopped before its plan was done) counts as one failed test more, a program that speaks no TAP as one test. (Meson's
JUnit file cannot serve: it drops a program's crash when some of its TAP lines were good.)
"""

import json
import re
import sys

GOOD = {"OK", "EXPECTEDFAIL"}


def count_program(entry):
    """Returns passed, failed, skipped of one test program."""
    passed = failed = skipped = 0
    for line in (entry.get("stdout") or "").splitlines():
        if re.match(r"not ok\b(?!.*# *TODO)", line):
            failed += 1
        elif re.match(r"ok\b.*# *SKIP", line, re.IGNORECASE):
            skipped += 1
        elif re.match(r"(not )?ok\b", line):
            passed += 1
    result = entry["result"]
    if result in GOOD:
        passed += 1 if passed + skipped == 0 else 0
    elif result == "SKIP":
        skipped += 1 if passed + skipped == 0 else 0
    elif failed == 0:
        failed = 1
    return passed, failed, skipped


def show_failure(entry):
    """Prints what a failed program said: its TAP lines with the remarks before each, which Meson keeps to itself, and the end of its
    errors, which may stand far above."""
    print(f"\nfailed: {entry['name']} ({entry['result']})")
    remarks = []
    for line in (entry.get("stdout") or "").splitlines():
        remarks.append(line)
        if line.startswith("not ok"):
            print("\n".join(f"  {remark}" for remark in remarks[-40:]))
        if re.match(r"(not )?ok\b", line):
            remarks = []
    print("\n".join(f"  {remark}" for remark in remarks[-40:]))
    print("\n".join(f"  {line}" for line in (entry.get("stderr") or "").splitlines()[-60:]))


def main():
    status, logs = int(sys.argv[1]), sys.argv[2:]
    total = [0, 0, 0]
    bad = []
    for log in logs:
        try:
            with open(log, encoding="utf-8") as lines:
                entries = [json.loads(line) for line in lines if line.strip()]
        except FileNotFoundError:
            continue
        for entry in entries:
            counts = count_program(entry)
            total = [a + b for a, b in zip(total, counts)]
            if counts[1]:
                bad.append(entry)
    for entry in bad:
        show_failure(entry)
    passed, failed, skipped = total
    if status != 0 and failed == 0:
        print(f"meson test ended with status {status}")
        failed = 1
    if passed + failed == 0:
        print("no test ran")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or passed == 0 else 0


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate counts right, as a TAP program: a crash, a leak or a stop half-way is never a pass. usage: ... ROOT"""

import json
import os
import subprocess
import sys
import tempfile

# name, what `meson test` ended with, (result, output) of each program, the last line, whether the gate is passed
CASES = [
    ("all good", 0, [("OK", "1..2\nok 1 /a\nok 2 /b\n")], "2 passed, 0 failed", True),
    ("one not ok", 1, [("FAIL", "ok 1 /a\nnot ok 2 /b\n")], "1 passed, 1 failed", False),
    ("a crash after good lines", 1, [("ERROR", "ok 1 /a\nok 2 /b\n")], "2 passed, 1 failed", False),
    ("a crash at once", 1, [("ERROR", "")], "0 passed, 1 failed", False),
    ("a time-out", 1, [("TIMEOUT", "ok 1 /a\n")], "1 passed, 1 failed", False),
    ("skipped", 0, [("OK", "ok 1 /a\nok 2 /b # SKIP none here\n")], "1 passed, 0 failed, 1 skipped", True),
    ("a program without TAP", 0, [("OK", "fine\n"), ("OK", "ok 1 /a\n")], "2 passed, 0 failed", True),
    ("only skipped", 0, [("SKIP", "1..0 # SKIP none here\n")], "0 passed, 0 failed, 1 skipped", False),
    ("no test at all", 0, [], "0 passed, 0 failed", False),
    ("meson itself failed", 2, [("OK", "ok 1 /a\n")], "1 passed, 1 failed", False),
]


def main():
    counter = os.path.join(sys.argv[1], ".ci", "count-tests.py")
    good = True
    print(f"1..{len(CASES)}")
    for number, (name, status, programs, last, passes) in enumerate(CASES, 1):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
            for result, output in programs:
                print(json.dumps({"name": "program", "result": result, "stdout": output}), file=log)
            log.flush()
            done = subprocess.run([sys.executable, counter, str(status), log.name], capture_output=True, text=True,
                                  check=False)
        output = done.stdout.splitlines()
        right = bool(output) and output[-1] == last and (done.returncode == 0) == passes
        if not right:
            print(f"# ended with {done.returncode}: {output} {done.stderr.strip()}")
        print(f"{'ok' if right else 'not ok'} {number} {name}")
        good &= right
    return 0 if good else 1


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Vietnamese translation is whole, as a TAP program. usage: check-translations.py ROOT"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

MARKED = re.compile(r'\b(?:_|N_|Q_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?) ?\(\s*(?:\w+\s*,\s*)?"')
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
KEYWORDS = ["_", "N_", "Q_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]


def is_translated(path):
    """Whether the file holds strings for translators."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        return MARKED.search(COMMENT.sub(" ", text)) is not None
    if path.suffix == ".ui":
        return re.search(r'translatable="(yes|true|1)"', text) is not None
    return True


def run(*command):
    """Status and messages of a gettext tool, in English."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="C")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def check_listed(root, listed):
    """every file with strings is in POTFILES, and every file in POTFILES is there"""
    candidates = [p for pattern in ("*.c", "*.h", "*.ui") for p in (root / "src").rglob(pattern)]
    candidates += [*(root / "data").glob("*.desktop.in"), *(root / "data").glob("*.metainfo.xml.in")]
    needed = {p.relative_to(root).as_posix() for p in candidates if is_translated(p)}
    return ([f"not in po/POTFILES: {name}" for name in sorted(needed - set(listed))]
            + [f"in po/POTFILES, but not there: {name}" for name in listed if not (root / name).is_file()])


def check_whole(root, listed):
    """vi.po is valid, nothing in it is fuzzy or without translation"""
    status, output = run("msgfmt", "--check", "--statistics", "-o", "/dev/null", str(root / "po/vi.po"))
    if status != 0 or re.search(r"fuzzy|untranslated", output):
        return output.splitlines()
    return []


def check_current(root, listed):
    """vi.po translates every string of the sources"""
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "motcua.pot")
        status, output = run("xgettext", "--from-code=UTF-8", f"--directory={root}", f"--output={template}",
                             *[f"--keyword={k}" for k in KEYWORDS], *[n for n in listed if (root / n).is_file()])
        if status != 0:
            return output.splitlines()
        status, output = run("msgcmp", str(root / "po/vi.po"), template)
        return output.splitlines() if status != 0 else []


def main():
    root = pathlib.Path(sys.argv[1])
    if not (root / "po/vi.po").exists() or not (root / "po/POTFILES").exists():
        print("1..0 # SKIP there is no po/vi.po")
        return 0
    lines = (root / "po/POTFILES").read_text(encoding="utf-8").splitlines()
    listed = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    checks = [check_listed, check_whole, check_current]
    good = True
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        findings = check(root, listed)
        for finding in findings:
            print(f"# {finding}")
        print(f"{'not ok' if findings else 'ok'} {number} {check.__doc__}")
        good &= not findings
    return 0 if good else 1


sys.exit(main())

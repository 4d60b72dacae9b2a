#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that a machine can read, as a TAP program.

usage: check-source.py ROOT               checks the tree
       check-source.py ROOT --self-test   checks the rules: each file of faults/ must be found out for its fault alone

A fault file names its rule, the place it pretends to stand in and, where length is the fault, how many lines replace
its line PAD:    /* fault: function-length; as src/core/mc-fault.c; pad 130 */
"""

import pathlib
import re
import sys

FILE_LIMIT, FILE_WARNING, FUNCTION_LIMIT = 1000, 600, 120

# folder of src/: the folders whose headers it may include besides its own
MAY_INCLUDE = {
    "core": set(),
    "store": {"core"},
    "forms": {"core"},
    "digitise": {"core"},
    "sync": {"core", "store"},
    "desk": {"core", "store", "forms", "digitise", "sync"},
    "ctl": {"core", "store", "forms", "digitise", "sync", "desk"},
    "ui": {"core", "forms", "digitise", "desk"},
    # The service takes in the same entries and folds the same dossiers; it has no SQLite and no desk. Of forms it knows what a
    # template is, to check it before it publishes it, and links no Pango.
    "province": {"core", "store", "sync", "forms"},
}
# system header: the only folders of src/ that may include it
ONLY_IN = {
    r"gtk/.*|gdk/.*|adwaita\.h": {"ui"},
    r"sqlite3\.h": {"store", "ctl"},  # ctl: the benchmarks' baselines are bare SQLite
    r"libsoup/.*": {"sync", "province"},
    r"libpq-fe\.h": {"province"},
}

COMMENT_OR_TEXT = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
FUNCTION = re.compile(r"^(?P<name>\w+) \([^;{}]*\)\n\{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)


def blank(match):
    """What stands in comments and texts is no code; the line numbers stay."""
    return re.sub(r"[^\n]", " ", match.group())


def blank_comment(match):
    return match.group() if match.group()[0] in "\"'" else blank(match)


class Source:
    def __init__(self, path, text):
        self.path = path  # as written in findings, relative to the root
        parts = pathlib.PurePosixPath(path).parts
        self.folder = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        self.in_src = parts[0] == "src"
        self.is_c = path.endswith((".c", ".h"))
        self.text = text
        self.lines = text.split("\n")
        self.code = COMMENT_OR_TEXT.sub(blank, text) if self.is_c else ""

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def matches(self, pattern):
        return [self.line_of(m.start()) for m in re.finditer(pattern, self.code)]


# A rule: yields (line, message) for one source.


def rule_spdx(source, headers):
    """every source begins with its licence"""
    first = source.lines[1] if source.lines[0].startswith("#!") and len(source.lines) > 1 else source.lines[0]
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in first:
        yield 1, "the first line does not name the licence"


def rule_file_length(source, headers):
    """no file is past 1000 lines"""
    length = source.text.count("\n")
    if length > FILE_LIMIT:
        yield length, f"{length} lines; {FILE_LIMIT} is the limit"
    elif length > FILE_WARNING:
        print(f"# warning: {source.path}: {length} lines, cut it by concern")


def rule_function_length(source, headers):
    """no function is past 120 lines"""
    for match in FUNCTION.finditer(source.code):
        length = match.group("body").count("\n")
        if length > FUNCTION_LIMIT and not match.group("name").endswith("_class_init"):
            yield source.line_of(match.start()), f"{match.group('name')} has {length} lines"


def rule_goto(source, headers):
    """no goto"""
    for line in source.matches(r"\bgoto\b"):
        yield line, "goto"


def rule_exit(source, headers):
    """nothing ends the program from within"""
    if source.in_src:
        for line in source.matches(r"\b(_exit|exit|quick_exit|abort|g_abort|g_error)\s*\("):
            yield line, "ends the program; return the error instead"


def rule_layers(source, headers):
    """no folder includes a layer that it must not know"""
    if not source.in_src or not source.is_c:
        return
    text = COMMENT_OR_TEXT.sub(blank_comment, source.text)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^">]+)[">]', text, re.MULTILINE):
        name = match.group(1)
        line = source.line_of(match.start())
        for pattern, folders in ONLY_IN.items():
            if re.fullmatch(pattern, name) and source.folder not in folders | {None}:
                yield line, f"<{name}> belongs to {', '.join(sorted(folders))}"
        owner = headers.get(pathlib.PurePosixPath(name).name)
        if owner is None or source.folder in (None, owner):
            continue
        if source.folder not in MAY_INCLUDE:
            yield line, f"src/{source.folder} has no place in the layers (MAY_INCLUDE in check-source.py)"
        elif owner not in MAY_INCLUDE[source.folder]:
            yield line, f"{source.folder} must not know {owner} ({name})"


# The exchange reads what it sends with queries of its own, the shell measures against bare SQLite; province has another database.
SQL_IN = {"store", "sync", "province", "ctl"}


def rule_sql(source, headers):
    """above the store nothing speaks to the database"""
    if not source.in_src or source.folder in SQL_IN:
        return
    for line in source.matches(r"\b(sqlite3|mc_db)_\w+"):
        yield line, "SQL belongs to src/store; give it a function there"


RULES = {
    "spdx": rule_spdx,
    "file-length": rule_file_length,
    "function-length": rule_function_length,
    "goto": rule_goto,
    "exit": rule_exit,
    "layers": rule_layers,
    "sql": rule_sql,
}


def is_script(path):
    if path.suffix == ".py":
        return True
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def read_tree(root):
    """The sources of the project and which folder owns which header."""
    paths = [p for top in ("src", "tests") for pattern in ("*.c", "*.h", "*.py", "*.sh")
             for p in sorted((root / top).rglob(pattern))]
    paths += [p for p in sorted((root / ".ci").iterdir()) if p.is_file() and is_script(p)]
    sources = [Source(p.relative_to(root).as_posix(), p.read_text(encoding="utf-8"))
               for p in paths if "faults" not in p.parts]
    headers = {pathlib.PurePosixPath(s.path).name: s.folder for s in sources if s.folder and s.path.endswith(".h")}
    return sources, headers


def report(number, good, name, findings):
    for finding in findings:
        print(f"# {finding}")
    print(f"{'ok' if good else 'not ok'} {number} {name}")
    return good


def check_tree(root):
    sources, headers = read_tree(root)
    print(f"1..{len(RULES)}")
    good = True
    for number, (name, rule) in enumerate(RULES.items(), 1):
        findings = [f"{s.path}:{line}: {message}" for s in sources for line, message in rule(s, headers)]
        good &= report(number, not findings, f"{name}: {rule.__doc__}", findings)
    return good


def check_rules(root):
    headers = {"mc-time.h": "core", "mc-db.h": "store", "mc-form.h": "forms", "mc-desk.h": "desk", "mc-window.h": "ui"}
    faults = sorted((root / "tests/house/faults").glob("*.c"))
    untested = set(RULES)
    print(f"1..{len(faults) + 1}")
    good = True
    for number, path in enumerate(faults, 1):
        text = path.read_text(encoding="utf-8")
        expected, place, pad = re.search(r"/\* fault: ([\w-]+); as (\S+?)(?:; pad (\d+))? \*/", text).groups()
        if pad is not None:
            text = re.sub(r"^.*\bPAD\b.*\n", "  ;\n" * int(pad), text, flags=re.MULTILINE)
        source = Source(place, text)
        found = {name for name, rule in RULES.items() if list(rule(source, headers))}
        untested -= found
        wanted = set() if expected == "none" else {expected}
        good &= report(number, found == wanted, f"{path.name} is found out for: {expected}",
                       [] if found == wanted else [f"found: {', '.join(sorted(found)) or 'nothing'}"])
    good &= report(len(faults) + 1, not untested, "every rule has a planted fault", sorted(untested))
    return good


def main():
    root = pathlib.Path(sys.argv[1])
    good = check_rules(root) if "--self-test" in sys.argv else check_tree(root)
    return 0 if good else 1


sys.exit(main())

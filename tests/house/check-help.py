#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The help pages hang together and are short, as a TAP program. usage: check-help.py ROOT"""

import pathlib
import re
import sys
import textwrap
import unicodedata
import xml.etree.ElementTree as ElementTree

LANGUAGES = ["vi", "C"]
LINE_LIMIT, LINE_WIDTH = 60, 90
FORBIDDEN_VI = re.compile(r"\bbạn\b|\bvui lòng\b|!", re.IGNORECASE)
MALLARD = "{http://projectmallard.org/1.0/}"
BLOCKS = {MALLARD + name for name in ("title", "p", "screen", "tr")}


def words(element):
    """The text of an element, on one line."""
    return unicodedata.normalize("NFC", " ".join("".join(element.itertext()).split()))


class Page:
    def __init__(self, path):
        self.name = path.stem
        self.root = ElementTree.parse(path).getroot()
        self.id = self.root.get("id")
        self.info = self.root.find(MALLARD + "info")

    def lines(self):
        """How many lines the page takes on the screen: a row of a table is as high as its highest cell."""
        count = 0
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            if element.tag == MALLARD + "screen":
                count += len((element.text or "").splitlines())
            elif element.tag == MALLARD + "tr":
                count += max(len(textwrap.wrap(words(cell), LINE_WIDTH // len(element))) for cell in element)
            elif element.tag in BLOCKS:
                count += len(textwrap.wrap(words(element), LINE_WIDTH))
            elif element is not self.info:
                waiting.extend(element)
        return count

    def targets(self):
        """The pages and sections its text points to, without the links of its info."""
        in_info = set() if self.info is None else set(self.info.iter(MALLARD + "link"))
        return [link.get("xref") for link in self.root.iter(MALLARD + "link") if link not in in_info and link.get("xref")]

    def guides(self):
        """The guides that list it."""
        links = [] if self.info is None else self.info.findall(MALLARD + "link")
        return [link.get("xref") for link in links if link.get("type") == "guide"]


def each(help_pages):
    for language, pages in help_pages.items():
        for page in pages.values():
            yield f"help/{language}/{page.name}.page", language, page


def check_ids(help_pages):
    """every page has the id of its file, and both languages have the same ones"""
    for name, _, page in each(help_pages):
        if page.id != page.name:
            yield f"{name}: the id is {page.id}"
    everywhere = set().union(["index"], *help_pages.values())
    for language, pages in help_pages.items():
        yield from (f"help/{language}/{name}.page is missing" for name in sorted(everywhere - set(pages)))


def check_sections(help_pages):
    """both languages of a page have the same sections"""
    for name, _, page in each({"C": help_pages["C"]}):
        other = help_pages["vi"].get(page.name)
        if other is None:
            continue
        own, others = ([s.get("id") for s in p.root.iter(MALLARD + "section")] for p in (page, other))
        if own != others:
            yield f"{name}: sections {own}, in Vietnamese {others}"


def check_reachable(help_pages):
    """every page is reached from index, and no link leads nowhere"""
    for language, pages in help_pages.items():
        known = {f"{p.id}#{s.get('id')}" for p in pages.values() for s in p.root.iter(MALLARD + "section")} | set(pages)
        for name, _, page in each({language: pages}):
            yield from (f"{name}: no page or section {t}" for t in page.targets() + page.guides() if t not in known)
        reached, waiting = set(), ["index"]
        while waiting:
            here = waiting.pop()
            if here in reached or here not in pages:
                continue
            reached.add(here)
            waiting += [target.split("#")[0] for target in pages[here].targets()]
            waiting += [p.name for p in pages.values() if any(g.split("#")[0] == here for g in p.guides())]
        yield from (f"help/{language}/{name}.page: not reached" for name in sorted(set(pages) - reached))


def check_head(help_pages):
    """every page has a title and a description, and its first line names the keys"""
    for name, _, page in each(help_pages):
        first = page.root.find(MALLARD + "p")
        if not (page.root.findtext(MALLARD + "title") or "").strip():
            yield f"{name}: no title"
        if page.info is None or not (page.info.findtext(MALLARD + "desc") or "").strip():
            yield f"{name}: no description"
        if first is None or all(first.find(f".//{MALLARD}{key}") is None for key in ("key", "cmd")):
            yield f"{name}: the first line names no key"


def check_length(help_pages):
    """no page is longer than a screen"""
    for name, _, page in each(help_pages):
        if page.lines() > LINE_LIMIT:
            yield f"{name}: {page.lines()} lines; {LINE_LIMIT} is the limit"


def check_words(help_pages):
    """the Vietnamese pages are written as an office writes"""
    for name, _, page in each({"vi": help_pages["vi"]}):
        for found in FORBIDDEN_VI.findall(words(page.root)):
            yield f"{name}: “{found}”"


def main():
    root = pathlib.Path(sys.argv[1])
    help_pages = {}
    for language in LANGUAGES:
        help_pages[language] = {p.stem: Page(p) for p in sorted((root / "help" / language).glob("*.page"))}
    checks = [check_ids, check_sections, check_reachable, check_head, check_length, check_words]
    good = True
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        findings = list(check(help_pages))
        for finding in findings:
            print(f"# {finding}")
        print(f"{'not ok' if findings else 'ok'} {number} {check.__doc__}")
        good &= not findings
    return 0 if good else 1


sys.exit(main())

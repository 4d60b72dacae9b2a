#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typing dossiers into the province's own system with real keys: copied field by field, the code scanned, the power cut in between, as a
TAP program. Another program reads the clipboard, as that system's page in a browser would."""

import json
import os
import subprocess

from desktop import expect, run, wait_for

OFFICIAL = "H15.50.05.13-261123-0975"
PEOPLE = ["Giàng Thị Mỷ", "Lò Văn An", "Sùng A Chu"]


def clipboard():
    paste = subprocess.run(["xclip", "-selection", "clipboard", "-out"], capture_output=True, text=True, check=False, timeout=20)
    return paste.stdout


def place(desk):
    query = subprocess.run(["sqlite3", os.path.join(desk.store, "store.db"), "SELECT value FROM local WHERE key = 'retype-place'"],
                           capture_output=True, text=True, check=True)
    return json.loads(query.stdout or "{}")


def waiting(desk):
    return [json.loads(line)["code"] for line in desk.ctl("--json", "retype", "list").splitlines()]


def test_walk(desk):
    desk.make_store()
    lines = "".join(json.dumps({"procedure": "1.004873", "applicant": {"name": name}}) + "\n" for name in PEOPLE)
    codes = [json.loads(line)["code"] for line in desk.ctl("--json", "receive", "-", stdin=lines).splitlines()]
    desk.start()
    desk.key("alt+b")
    wait_for("the first dossier, its first field copied", lambda: desk.shows("1 / 3") and clipboard() == "1.004873")
    desk.key("Return")
    wait_for("the next field", lambda: clipboard() == "Nhận trực tiếp")
    desk.key("Return")
    wait_for("the name", lambda: clipboard() == "GIÀNG THỊ MỶ")
    desk.key("shift+Return")
    wait_for("back", lambda: clipboard() == "Nhận trực tiếp")
    desk.key("Return")

    desk.scan(OFFICIAL, "the code brings the next dossier", lambda: desk.shows("2 / 3"))
    expect("what waits", waiting(desk), codes[1:])
    wait_for("its first field is copied without a key", lambda: clipboard() == "1.004873")
    desk.key("Return", "Return")
    wait_for("the second name", lambda: clipboard() == "LÒ VĂN AN")
    wait_for("where she is is on the disk", lambda: place(desk).get("code") == codes[1] and place(desk).get("field") == 2)

    desk.kill()
    desk.start()
    desk.key("alt+b")
    wait_for("the dossier of before, at its field", lambda: desk.shows("1 / 2") and desk.shows("Họ tên chủ hồ sơ"))
    expect("the place", place(desk)["code"], codes[1])
    desk.key("Page_Down")
    wait_for("later: the next one", lambda: place(desk).get("code") == codes[2])
    desk.key("alt+m")
    desk.type("0975")
    desk.key("Return")
    wait_for("what is no code is said", lambda: desk.shows("“0975” không phải mã hồ sơ chính thức"))
    expect("what waits", waiting(desk), codes[1:])
    desk.key("ctrl+a")
    desk.type(OFFICIAL.replace("0975", "0976"), delay=60)
    desk.key("Return")
    wait_for("the code that was typed is kept", lambda: waiting(desk) == [codes[1]])
    desk.key("ctrl+z")
    wait_for("and taken back", lambda: waiting(desk) == codes[1:])
    expect("faults", json.loads(desk.ctl("--json", "verify"))["faults"], [])


run([("/walk-retype/copy-scan-kill-and-go-on", test_walk)])

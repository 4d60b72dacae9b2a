# SPDX-License-Identifier: GPL-3.0-or-later
"""The first walk: a card, a dossier, a slip on paper, found again; keys only, in Vietnamese."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desktop import Failure, run, wait_for  # noqa: E402

OFFICE = {"code": "H15.50.05.13", "province": "15", "commune": "04714", "desk": 2, "desks": [1, 2], "phone": "0200 000 000"}
NAME, PROCEDURE = "Họ và tên", "Thủ tục"
CARD = "015090012345|012345678|NGUYEN VAN THIN|12051990|Nam|Thon Na Loc, Yen Binh, Lao Cai|15042021"


def make_store(desk):
    path = os.path.join(desk.folder, "office.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(OFFICE, file)
    desk.ctl("init", "--office", path, "--trial")


def expect(what, value, wanted):
    if value != wanted:
        raise Failure(f"{what}: {value!r} instead of {wanted!r}")


def scan(desk, text):
    """As a reader types: fast, Enter at the end."""
    desk.type(text, delay=2)
    desk.key("Return")


def test_walk(desk):
    make_store(desk)
    desk.start()
    wait_for("Home speaks Vietnamese", lambda: desk.shows("Tiếp nhận hồ sơ"))
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    scan(desk, CARD)
    wait_for("the card fills the name", lambda: desk.text(NAME) == "NGUYEN VAN THIN")
    wait_for("the caret goes to the procedure", lambda: (desk.focused() or "").startswith(PROCEDURE))
    desk.type("ttk")
    wait_for("the abbreviation is understood", lambda: desk.shows("Xác nhận tình trạng hôn nhân")
             or desk.shows("xác nhận tình trạng hôn nhân"))
    desk.key("Return")
    wait_for("the day is shown before anything is saved", lambda: desk.shows("3 ngày làm việc"))
    desk.key("ctrl+Return")
    wait_for("the slip is on paper", lambda: os.path.exists(desk.pdf) and os.path.getsize(desk.pdf) > 0)

    dossier = wait_for("the dossier is in the store", lambda: desk.ctl("--json", "list"))
    dossier = json.loads(dossier.splitlines()[0])
    slip = subprocess.run(["pdftotext", "-layout", desk.pdf, "-"], capture_output=True, text=True, check=True).stdout
    for wanted in (dossier["code"], "NGUYEN VAN THIN", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"):
        if wanted not in slip:
            raise Failure(f"{wanted!r} is not on the slip")
    wait_for("the form is empty for the next citizen", lambda: desk.text(NAME) == "")

    desk.key("F3")
    desk.type("nguyen van th")
    wait_for("found again by search", lambda: desk.shows("NGUYEN VAN THIN"))
    desk.key("Down", "Return")
    wait_for("its page", lambda: desk.shows(dossier["code"]))
    expect("faults", json.loads(desk.ctl("--json", "verify"))["faults"], [])


def test_draft(desk):
    """A half-filled form survives kill -9 (desk.md, 9:40: the power goes)."""
    make_store(desk)
    desk.start()
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    scan(desk, CARD)
    wait_for("the card fills the name", lambda: desk.text(NAME) == "NGUYEN VAN THIN")
    wait_for("the caret goes to the procedure", lambda: (desk.focused() or "").startswith(PROCEDURE))
    wait_for("the draft is on disk", lambda: draft_is_kept(desk))
    desk.kill()
    desk.start()
    wait_for("what was typed stands there again", lambda: desk.text(NAME) == "NGUYEN VAN THIN")


def draft_is_kept(desk):
    query = subprocess.run(["sqlite3", os.path.join(desk.store, "store.db"), "SELECT json FROM draft"],
                           capture_output=True, text=True, check=True)
    return "NGUYEN VAN THIN" in query.stdout


def test_code_scanned_anywhere(desk):
    """A slip's code from a reader opens the dossier, whatever has the keys (desk.md 2.1 rule 5)."""
    make_store(desk)
    line = {"ref": "1", "procedure": "1.004873", "applicant": {"name": "Giàng Thị Mỷ", "birth": "1944"}}
    received = json.loads(desk.ctl("--json", "receive", "-", stdin=json.dumps(line)))
    desk.start()
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    scan(desk, received["code"])
    wait_for("the dossier's page", lambda: desk.shows("GIÀNG THỊ MỶ"))
    desk.key("F2")
    wait_for("nothing of it stays in the field", lambda: desk.text(NAME) == "")


run([("/walk/card-to-slip-to-search", test_walk),
     ("/walk/draft-survives-kill", test_draft),
     ("/walk/code-scanned-anywhere-opens-the-dossier", test_code_scanned_anywhere)])

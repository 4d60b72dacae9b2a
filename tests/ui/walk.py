# SPDX-License-Identifier: GPL-3.0-or-later
"""The first walk: a card, a dossier, a slip on paper, found again; keys only, in Vietnamese."""

import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desktop import CARD, NAME, PROCEDURE, Failure, expect, run, wait_for  # noqa: E402


def slip_text(desk):
    """What stands on the printed slip; nothing while the file is not whole."""
    done = subprocess.run(["pdftotext", "-layout", desk.pdf, "-"], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def test_walk(desk):
    desk.make_store()
    desk.start()
    wait_for("Home speaks Vietnamese", lambda: desk.shows("Tiếp nhận hồ sơ"))
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    desk.scan(CARD, "the card fills the name", lambda: desk.text(NAME) == "NGUYEN VAN THIN")
    wait_for("the caret goes to the procedure", lambda: (desk.focused() or "").startswith(PROCEDURE))
    desk.type("ttk")
    wait_for("the abbreviation is understood", lambda: desk.shows("Xác nhận tình trạng hôn nhân")
             or desk.shows("xác nhận tình trạng hôn nhân"))
    desk.key("Return")
    wait_for("the day is shown before anything is saved", lambda: desk.shows("3 ngày làm việc"))
    desk.key("ctrl+Return")
    slip = wait_for("the slip is on paper", lambda: slip_text(desk))

    dossier = wait_for("the dossier is in the store", lambda: desk.ctl("--json", "list"))
    dossier = json.loads(dossier.splitlines()[0])
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


def test_citizen_checks(desk):
    """F12: he reads it, Esc mends, a card that somebody scans meanwhile answers nothing, Enter prints (desk.md 2.4)."""
    desk.make_store()
    desk.start()
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    desk.scan(CARD, "the card fills the name", lambda: desk.text(NAME) == "NGUYEN VAN THIN")
    wait_for("the caret goes to the procedure", lambda: (desk.focused() or "").startswith(PROCEDURE))
    desk.type("ttk")
    desk.key("Return")
    wait_for("the day is shown before anything is saved", lambda: desk.shows("3 ngày làm việc"))
    for answer in ("Escape", "Return"):
        desk.key("F12")
        wait_for("what he reads", lambda: desk.says_over_it("XIN ÔNG (BÀ) KIỂM TRA"))
        wait_for("of his number three digits", lambda: desk.says_over_it("Căn cước …345"))
        desk.xdotool("type", "--delay", "0", "--args", "1", CARD, "key", "Return")
        expect("dossiers", desk.ctl("--json", "list"), "")
        desk.key(answer)
        wait_for("he has read it", lambda: not desk.says_over_it("XIN ÔNG (BÀ) KIỂM TRA"))
    slip = wait_for("the slip is on paper", lambda: slip_text(desk))
    if "NGUYEN VAN THIN" not in slip:
        raise Failure("his name is not on the slip")
    wait_for("the form is empty for the next citizen", lambda: desk.text(NAME) == "")


def test_draft(desk):
    """A half-filled form survives kill -9 (desk.md, 9:40: the power goes)."""
    desk.make_store()
    desk.start()
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    desk.scan(CARD, "the card fills the name", lambda: desk.text(NAME) == "NGUYEN VAN THIN")
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
    desk.make_store()
    line = {"ref": "1", "procedure": "1.004873", "applicant": {"name": "Giàng Thị Mỷ", "birth": "1944"}}
    received = json.loads(desk.ctl("--json", "receive", "-", stdin=json.dumps(line)))
    desk.start()
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find(NAME, "text"))
    desk.scan(received["code"], "the dossier's page", lambda: desk.shows("GIÀNG THỊ MỶ"))
    desk.key("F2")
    wait_for("nothing of it stays in the field", lambda: desk.text(NAME) == "")


def test_last_slip(desk):
    """After a copy no number is given before the last slip is told; a slip is scanned, the form goes on (in English)."""
    number = "Number on the slip printed last"
    desk.make_store()
    line = {"ref": "1", "procedure": "1.004873", "applicant": {"name": "Giàng Thị Mỷ", "birth": "1944"}}
    known = json.loads(desk.ctl("--json", "receive", "-", stdin=json.dumps(line)))["code"]
    shutil.copytree(desk.store, desk.store + "-copy")
    shutil.rmtree(desk.store)
    os.rename(desk.store + "-copy", desk.store)
    desk.start(language="en")
    desk.key("F2")
    wait_for("the Receive page", lambda: desk.find("Full name", "text"))
    desk.scan(CARD, "the card fills the name", lambda: desk.text("Full name") == "NGUYEN VAN THIN")
    wait_for("the caret goes to the procedure", lambda: (desk.focused() or "").startswith("Procedure"))
    desk.type("ttk")
    desk.key("Return")
    wait_for("the day is shown", lambda: desk.shows("3 ngày làm việc"))
    desk.key("ctrl+Return")
    wait_for("the question", lambda: (desk.focused() or "").startswith(number))
    desk.type("0042")
    wait_for("another desk's number is told", lambda: desk.shows("Number 0042 is of desk 1"))
    desk.key("alt+2")
    wait_for("no slip was printed", lambda: (desk.focused() or "").startswith("2  No slip"))
    desk.scan(known[:-4] + "0108", "the scanned slip is the answer", lambda: desk.text(number) == known[:-4] + "0108")
    wait_for("the caret is there", lambda: (desk.focused() or "").startswith(number))
    desk.key("ctrl+Return")
    wait_for("back to the form", lambda: not (desk.focused() or number).startswith(number))
    expect("the name", desk.text("Full name"), "NGUYEN VAN THIN")
    desk.key("ctrl+Return")
    wait_for("the slip is on paper", lambda: slip_text(desk))
    codes = [json.loads(row)["code"] for row in desk.ctl("--json", "list").splitlines()]
    expect("the codes", sorted(codes), [known, known[:-4] + "0109"])


run([("/walk/card-to-slip-to-search", test_walk),
     ("/walk/the-citizen-checks-before-it-is-printed", test_citizen_checks),
     ("/walk/draft-survives-kill", test_draft),
     ("/walk/code-scanned-anywhere-opens-the-dossier", test_code_scanned_anywhere),
     ("/walk/after-a-copy-the-last-slip-is-told", test_last_slip)])

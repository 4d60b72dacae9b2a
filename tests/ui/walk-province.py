# SPDX-License-Identifier: GPL-3.0-or-later
"""The window and a real province: what an officer sees of the exchange; keys only, in Vietnamese."""

import glob
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desktop import OFFICE, expect, run, skip, wait_for  # noqa: E402
from province import Province, missing  # noqa: E402

HEADER = "Gửi, nhận với tỉnh:"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
BY_HAND = 40  # milliseconds a key: at a reader's pace Enter would make it a scan
PERSON = {"name": "Giàng Thị Mỷ", "birth": "1944"}


def word(desk):
    """What the header says of the exchange."""
    button = desk.find(HEADER)
    return button.get_name()[len(HEADER):].strip() if button is not None else ""


def all_received(desk):
    return word(desk).startswith("Tỉnh đã nhận đến") and "chờ gửi" not in word(desk)


def receive(desk, ref, procedure="1.004873", **more):
    """A dossier by another program of this machine, as the window would."""
    line = {"ref": ref, "procedure": procedure, "applicant": PERSON, **more}
    return json.loads(desk.ctl("--json", "receive", "-", stdin=json.dumps(line)))["code"]


def enrol_by_keys(desk, province):
    desk.key("alt+g")
    wait_for("the caret stands in the address", lambda: (desk.focused() or "").startswith("Địa chỉ của tỉnh"))
    desk.type(province.url, delay=BY_HAND)
    desk.key("Return")
    wait_for("Enter goes to the code", lambda: (desk.focused() or "").startswith("Mã dùng một lần"))
    desk.type(province.code(), delay=BY_HAND)
    desk.key("ctrl+Return")
    wait_for("the machine is registered", lambda: all_received(desk))


def test_register_and_send(desk, province):
    """From a machine that works alone to "the province has received", through a line that is away for a while."""
    desk.make_store()
    desk.start()
    wait_for("the header says that nothing is sent", lambda: word(desk) == "Chưa đăng ký với tỉnh")
    enrol_by_keys(desk, province)
    desk.key("Escape")
    province.stop()
    code = receive(desk, "1")
    wait_for("without a line it waits, in words", lambda: word(desk).startswith("Chưa có mạng") and "chờ gửi 1" in word(desk))
    province.start()
    wait_for("the province has received it", lambda: all_received(desk))
    shown = json.loads(province.ctl("show", code, "--json"))
    if shown["code"] != code:
        raise AssertionError(shown)


def exchange_now(desk):
    """On the page of the exchange."""
    desk.key("alt+g")
    wait_for("the page of the exchange", lambda: desk.shows("GỬI, NHẬN VỚI TỈNH"))
    desk.key("ctrl+Return")


def registered(desk, province, store=None, number=2):
    desk.make_store(number, store)
    desk.ctl("enrol", province.url, stdin=province.code(), store=store)
    desk.ctl("sync", store=store)


def open_dossier(desk, code):
    desk.key("F3")
    desk.type(code, delay=BY_HAND)
    wait_for("found by its code", lambda: desk.find_text(code[-4:]))
    desk.key("Down", "Return")
    wait_for("its page", lambda: desk.shows("QUÁ TRÌNH") and desk.shows(code))


def state(desk, code):
    return json.loads(desk.ctl("--json", "show", code))["state"]["name"]


def test_receipt_on_the_dossier(desk, province):
    """The queue and the dossier say where each thing is: waiting, received at an hour, a file that is missing."""
    registered(desk, province)
    province.stop()
    code = receive(desk, "1")
    path = os.path.join(desk.folder, "don.pdf")
    with open(path, "wb") as file:
        file.write(PDF)
    desk.ctl("attach", code, "--component", "result", path)
    desk.start()
    wait_for("it waits", lambda: "chờ gửi 3" in word(desk))
    desk.key("alt+g")
    wait_for("item by item", lambda: desk.find_text(f"Đã tiếp nhận, …{code[-12:]}") and desk.find_text("Tệp: don.pdf"))
    if not desk.find_text("Chờ gửi"):
        raise AssertionError("no item says that it waits")
    open_dossier(desk, code)
    wait_for("on the dossier too", lambda: desk.shows("TỈNH: chờ gửi"))
    desk.key("alt+g")
    wait_for("back on the page", lambda: desk.shows("Chỉ gửi phần nhẹ"))
    desk.key("alt+n")  # only small things
    province.start()
    wait_for("the dossier is there, its file waits", lambda: word(desk).startswith("Tỉnh đã nhận đến") and "chờ gửi 1" in word(desk))
    wait_for("the reason is told", lambda: desk.shows("chỉ gửi phần nhẹ"))
    wait_for("received, with the hour", lambda: desk.find_text(", Tỉnh đã nhận "))
    open_dossier(desk, code)
    wait_for("the file is missed", lambda: desk.find_text("TỈNH: đã nhận ") and desk.find_text("còn thiếu 1 tệp"))
    desk.key("alt+g", "alt+n")
    wait_for("all is there", lambda: all_received(desk))
    open_dossier(desk, code)
    wait_for("nothing is missed", lambda: desk.find_text("TỈNH: đã nhận ") and not desk.find_text("còn thiếu"))


def test_online(desk, province):
    """What a citizen sent to the province's portal is received from the list it appears in."""
    registered(desk, province)
    desk.start()
    wait_for("registered", lambda: all_received(desk))
    line = {"office": OFFICE["code"], "procedure": "1.004873", "applicant": {"name": "LÒ THỊ MAI", "birth": "1990"}}
    province.ctl("submit", "-", stdin=json.dumps(line) + "\n")
    exchange_now(desk)
    wait_for("it has come", lambda: json.loads(desk.ctl("--json", "list", "--state", "registered") or "{}"))
    code = json.loads(desk.ctl("--json", "list", "--state", "registered"))["code"]
    desk.key("Escape", "alt+Home")
    wait_for("Home", lambda: desk.shows("VIỆC CỦA TÔI"))
    desk.key("2")
    wait_for("it stands under Waiting online", lambda: desk.find_text("LÒ THỊ MAI"))
    desk.key("Down", "Return")
    wait_for("its page", lambda: desk.shows("QUÁ TRÌNH"))
    desk.key("Return")
    wait_for("the form of receiving", lambda: desk.shows("Ctrl+Enter"))
    desk.key("ctrl+Return")
    wait_for("it is received", lambda: state(desk, code) == "received")
    wait_for("and the province knows", lambda: all_received(desk)
             and json.loads(province.ctl("show", code, "--json"))["state"]["name"] == "received")


def test_department(desk, province):
    """A department's decision shows on the dossier that lies open, and its result comes down, is what its name says, and opens."""
    opened = os.path.join(desk.folder, "opened.pdf")
    os.makedirs(os.path.join(desk.folder, "applications"))
    with open(os.path.join(desk.folder, "applications", "viewer.desktop"), "w", encoding="utf-8") as file:
        file.write(f"[Desktop Entry]\nType=Application\nName=Viewer\nExec=cp %f {opened}\nMimeType=application/pdf;\n")
    with open(os.path.join(desk.folder, "mimeapps.list"), "w", encoding="utf-8") as file:
        file.write("[Default Applications]\napplication/pdf=viewer.desktop\n")
    result = os.path.join(province.folder, "ket-qua.pdf")
    with open(result, "wb") as file:
        file.write(PDF)
    registered(desk, province)
    code = receive(desk, "1")
    desk.ctl("act", code, "forward", "--to", "Tư pháp")
    desk.start()
    wait_for("all is with the province", lambda: all_received(desk))
    open_dossier(desk, code)
    province.ctl("status", code, "done", "--note", "Đã ký", "--number", "12/XN", "--result", result)
    exchange_now(desk)
    wait_for("the decision has come", lambda: state(desk, code) == "done")
    desk.key("Escape")
    wait_for("it shows on the open dossier", lambda: desk.shows("Đã xử lý xong – chờ trả") and desk.shows("Đã ký"))
    wait_for("the file is here", lambda: desk.find_text("ket-qua.pdf, ") and "trên máy này" in desk.find_text("ket-qua.pdf, ").get_name())
    desk.key("alt+t")
    wait_for("its line has the keys", lambda: (desk.focused() or "").startswith("ket-qua.pdf"))
    desk.key("Return")
    wait_for("it opens, byte for byte", lambda: os.path.exists(opened) and open(opened, "rb").read() == PDF)


def make_conflict(desk, province, other, code):
    """Without a line this desk asks for a supplement, while the other one has forwarded the dossier."""
    desk.ctl("sync", store=other)
    province.stop()
    desk.ctl("act", code, "request-supplement", "--note", "Thiếu giấy khai sinh")
    wait_for("the line is away", lambda: "chờ gửi 1" in word(desk))
    desk.ctl("act", code, "forward", "--to", "Tư pháp", store=other)
    # The other desk comes first, before this one finds the line again.
    desk.freeze(True)
    province.start()
    desk.ctl("sync", store=other)
    desk.freeze(False)
    wait_for("it is to be looked at", lambda: "cần xem 1" in word(desk))


def settle(desk, choice):
    desk.key("alt+g")
    wait_for("both sides stand beside each other", lambda: desk.shows("QUẦY NÀY – để riêng") and desk.shows("TỈNH GỬI VỀ – đang có"))
    desk.key("alt+2")
    for _ in range(6):
        if wait_for("something has the keys", desk.focused).startswith(choice):
            break
        desk.key("Tab")
    wait_for("the choice has the keys", lambda: (desk.focused() or "").startswith(choice))
    desk.key("Return")
    wait_for("nothing is left to be looked at", lambda: desk.shows("CẦN XEM (0)"))
    wait_for("the province knows", lambda: desk.ctl("--json", "outbox") == "")


def test_conflict(desk, province):
    """Two desks did something to one dossier: settled both ways, and the other desk comes to the same."""
    other = desk.store + "-1"
    registered(desk, province)
    registered(desk, province, store=other, number=1)
    codes = [receive(desk, "1"), receive(desk, "2")]
    desk.start()
    wait_for("all is with the province", lambda: all_received(desk))
    for code, choice, wanted in ((codes[0], "Giữ bản của quầy", "supplement"), (codes[1], "Giữ bản của tỉnh", "processing")):
        make_conflict(desk, province, other, code)
        expect("what stands", state(desk, code), "processing")
        settle(desk, choice)
        expect("after " + choice, state(desk, code), wanted)
        desk.ctl("sync", store=other)
        other_state = json.loads(desk.ctl("--json", "show", code, store=other))["state"]["name"]
        expect("at the other desk", other_state, wanted)
        expect("conflicts there", desk.ctl("--json", "conflicts", "list", store=other), "")


def test_quarantine(desk, province):
    """A file that is damaged on this machine is kept aside with its reason, everything else goes; mended, it goes by one key."""
    registered(desk, province)
    province.stop()
    code = receive(desk, "1")
    path = os.path.join(desk.folder, "don.pdf")
    with open(path, "wb") as file:
        file.write(PDF)
    blob = json.loads(desk.ctl("--json", "attach", code, "--component", "result", path))["blob"]
    stored = next(p for p in glob.glob(os.path.join(desk.store, "blobs", "**"), recursive=True) if blob[4:] in os.path.basename(p))
    with open(stored, "rb") as file:
        whole = file.read()
    with open(stored, "r+b") as file:
        file.seek(len(whole) // 2)
        file.write(b"damaged")
    province.start()
    desk.start()
    wait_for("it is to be looked at", lambda: "cần xem 1" in word(desk))
    expect("the rest went", json.loads(province.ctl("show", code, "--json"))["code"], code)
    desk.key("alt+g")
    wait_for("the reason and advice", lambda: desk.find_text("hỏng") and desk.find(f"Thử lại, …{code[-12:]}"))
    with open(stored, "wb") as file:
        file.write(whole)
    desk.key("alt+2")
    wait_for("the key", lambda: (desk.focused() or "").startswith("Thử lại"))
    desk.key("Return")
    wait_for("it went", lambda: desk.shows("CẦN XEM (0)") and all_received(desk))


def test_revoked(desk, province):
    """A machine that the province let go says so, goes on receiving, and is registered anew with another code."""
    registered(desk, province)
    desk.start()
    wait_for("registered", lambda: all_received(desk))
    province.ctl("revoke", "--office", OFFICE["code"], "--desk", "2")
    exchange_now(desk)
    wait_for("the header says so", lambda: word(desk).startswith("Tỉnh đã ngừng kết nối máy này"))
    wait_for("and what to do", lambda: desk.shows("Xin tỉnh mã dùng một lần mới") and desk.shows("Mã hỗ trợ MH-"))
    code = receive(desk, "1")
    wait_for("receiving goes on", lambda: "chờ gửi 1" in word(desk))
    desk.key("Escape")
    enrol_by_keys(desk, province)
    expect("with the province", json.loads(province.ctl("show", code, "--json"))["code"], code)


def test_diagnosis(desk, province):
    """What is read out on the telephone: the support code of what is wrong, and what the shell says too."""
    registered(desk, province)
    desk.start()
    wait_for("registered", lambda: all_received(desk))
    province.stop()
    exchange_now(desk)
    wait_for("no link", lambda: word(desk).startswith("Chưa có mạng"))
    desk.key("alt+k")
    facts = json.loads(desk.ctl("--json", "diagnose"))
    wait_for("version, store, clock, code", lambda: all(desk.shows(text) for text in
             (facts["version"], facts["sqlite"], facts["origin"], "MH-", "Ổ đĩa còn trống", "So với đồng hồ của tỉnh")))
    expect("no name of a citizen", desk.find_text(PERSON["name"]), None)


def with_province(test):
    def run_it(desk):
        province = Province()
        try:
            test(desk, province)
        finally:
            desk.kill()
            province.close()
    return run_it


ONLY = os.environ.get("MC_ONLY")  # part of a name, while working on one
if missing() is not None:
    skip(missing())
run([(name, with_province(test)) for name, test in [
    ("/walk-province/register-and-send", test_register_and_send),
    ("/walk-province/item-by-item-and-on-the-dossier", test_receipt_on_the_dossier),
    ("/walk-province/an-online-dossier-is-received", test_online),
    ("/walk-province/a-department-decides-and-its-result-opens", test_department),
    ("/walk-province/two-desks-settle-both-ways", test_conflict),
    ("/walk-province/a-damaged-file-is-kept-aside-and-tried-again", test_quarantine),
    ("/walk-province/revoked-and-registered-anew", test_revoked),
    ("/walk-province/diagnosis", test_diagnosis),
]
     if ONLY is None or ONLY in name])

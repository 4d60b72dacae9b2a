# SPDX-License-Identifier: GPL-3.0-or-later
"""The window and a real province: what an officer sees of the exchange; keys only, in Vietnamese."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desktop import run, skip, wait_for  # noqa: E402
from province import Province, missing  # noqa: E402

HEADER = "Gửi, nhận với tỉnh:"
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


def with_province(test):
    def run_it(desk):
        province = Province()
        try:
            test(desk, province)
        finally:
            desk.kill()
            province.close()
    return run_it


if missing() is not None:
    skip(missing())
run([(name, with_province(test)) for name, test in [
    ("/walk-province/register-and-send", test_register_and_send),
]])

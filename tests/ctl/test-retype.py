#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""motcuactl retype, and what it writes read back by programs that are not ours: openpyxl and Python's csv, as a TAP program.

usage: test-retype.py MOTCUACTL
"""

import csv
import glob
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import openpyxl

MOTCUACTL = sys.argv[1]
OFFICE = {"code": "H15.50.05.13", "name": "Trung tâm Phục vụ hành chính công xã Yên Bình", "authority": "UBND xã Yên Bình",
          "place": "Yên Bình", "province": "15", "commune": "04714", "desk": 2, "desks": [1, 2, 3]}
PEOPLE = [
    {"name": "GIÀNG THỊ MỶ", "id": "015144001234", "id_kind": "personal", "birth": "1944", "sex": "female", "phone": "0987654321",
     "address": "Thôn Nà Lốc, Xã Yên Bình, Tỉnh Lào Cai"},
    # What a citizen writes must run nothing on the machine that opens the list.
    {"name": "=HYPERLINK(\"HTTP://X\")", "birth": "1990-05-02", "address": "@SUM(1+1), \"nhà\"; số 5,\tngõ 2"},
    {"name": "H'HEN NIÊ", "no_phone": True, "birth": "1988-12"},
]
LAYOUT = {
    "format": "motcua-retype-1", "key": "tinh-ta", "name": "Hệ thống của tỉnh",
    "fields": [{"label": "Họ tên", "value": "owner.name", "required": True},
               {"label": "Năm sinh", "value": "owner.birth", "format": "yyyy", "partial": "first-day"},
               {"label": "Phái", "value": "owner.sex", "words": {"male": "1", "female": "2"}},
               {"label": "Xã", "value": "applicant.commune"}],
    "columns": [{"header": "STT hồ sơ", "value": "code"}, {"header": "Ngày nhận", "value": "received", "format": "yyyy-MM-dd HH:mm"}],
}


class Desk:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="motcua-retype-")
        self.store = self.path("store")
        self.write("office.json", json.dumps(OFFICE))
        self.ctl("init", "--office", self.path("office.json"), "--trial")
        lines = "".join(json.dumps({"procedure": "1.004873", "applicant": person}) + "\n" for person in PEOPLE)
        run = self.ctl("--json", "receive", stdin=lines)
        self.codes = [json.loads(line)["code"] for line in run.stdout.splitlines()]
        assert len(self.codes) == len(PEOPLE), run.stderr

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text, encoding="utf-8"):
        with open(self.path(name), "w", encoding=encoding, newline="") as file:
            file.write(text)
        return self.path(name)

    def ctl(self, *arguments, stdin=None, status=0, at="2026-11-23T08:41"):
        run = subprocess.run([MOTCUACTL, "--store", self.store, "--at", at, *arguments], input=stdin, capture_output=True, text=True,
                             check=False, timeout=100)
        assert run.returncode == status, f"{arguments}: {run.returncode} {run.stderr}"
        return run

    def json(self, *arguments, **options):
        return [json.loads(line) for line in self.ctl("--json", *arguments, **options).stdout.splitlines()]

    def leftovers(self):
        return glob.glob(self.path(".*")) + glob.glob(self.path("*.XXXXXX"))


def test_commands(desk):
    assert [row["code"] for row in desk.json("retype", "list")] == desk.codes
    assert desk.json("retype", "list", "--limit", "2", "--own")[1]["code"] == desk.codes[1]
    answer = desk.json("retype", "code", desk.codes[0], "h15.50.05.13-261123-0975")
    assert answer == [{"code": desk.codes[0], "official_code": "H15.50.05.13-261123-0975"}], answer
    assert [row["code"] for row in desk.json("retype", "list")] == desk.codes[1:]
    # By either code, in the dossier and in what is found.
    for code in (desk.codes[0], "H15.50.05.13-261123-0975"):
        shown = desk.json("show", code)[0]
        assert (shown["code"], shown["official_code"]) == (desk.codes[0], "H15.50.05.13-261123-0975")
        assert [row["code"] for row in desk.json("search", code)] == [desk.codes[0]]
    taken = desk.ctl("retype", "code", desk.codes[1], "H15.50.05.13-261123-0975", status=1)
    assert desk.codes[0] in taken.stderr and "GIÀNG THỊ MỶ" in taken.stderr
    desk.ctl("retype", "code", desk.codes[1], "0975", status=1)
    desk.ctl("retype", "code", desk.codes[0], "none")
    assert len(desk.json("retype", "list")) == 3
    desk.ctl("retype", "conjure", status=2)
    desk.ctl("retype", "layout", "burn", status=2)
    assert "0 faults" in desk.ctl("verify").stdout
    assert "0 differences" in desk.ctl("rebuild", "--check").stdout


def test_fields(desk):
    fields = {field["label"]: field["text"] for field in desk.json("retype", "show", desk.codes[0], "--layout", "igate-2")}
    assert fields["Họ tên chủ hồ sơ"] == "GIÀNG THỊ MỶ"
    assert fields["Ngày sinh"] == "01/01/1944"
    assert fields["Giới tính"] == "Nữ"
    assert fields["Tỉnh, thành phố"] == "Tỉnh Lào Cai"
    assert fields["Xã, phường"] == "Xã Yên Bình"
    assert fields["Địa chỉ chi tiết"] == "Thôn Nà Lốc"
    assert fields["Ngày tiếp nhận"] == "23/11/2026 08:41"
    fields = {field["label"]: field["text"] for field in desk.json("retype", "show", desk.codes[0], "--layout", "quoc-gia")}
    assert fields["NgayTiepNhan"] == "20261123084100"
    assert fields["KenhThucHien"] == "1" and fields["TrangThaiHoSo"] == "2" and fields["LoaiDinhDanh"] == "1"
    assert fields["MaLinhVuc"] == "G15-HT"


def test_layouts(desk):
    path = desk.write("layout.json", json.dumps(LAYOUT))
    assert [layout["key"] for layout in desk.json("retype", "layout", "list")] == ["igate-2", "quoc-gia"]
    assert desk.json("retype", "layout", "import", path) == [{"key": "tinh-ta"}]
    # The office's own is the one that is used then, for the form and for the list.
    used = [layout["key"] for layout in desk.json("retype", "layout", "list") if layout["used"]]
    assert used == ["tinh-ta"], used
    texts = [field["text"] for field in desk.json("retype", "show", desk.codes[0])]
    assert texts == ["GIÀNG THỊ MỶ", "1944", "2", "Xã Yên Bình"], texts
    desk.json("retype", "export", desk.path("list.csv"))
    with open(desk.path("list.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[:2] == [["STT hồ sơ", "Ngày nhận"], [desk.codes[0], "2026-11-23 08:41"]], rows
    assert "0 differences" in desk.ctl("rebuild", "--check").stdout
    for wrong, says in (({"label": "A", "value": "owner.nmae"}, "fields, line 5"), ({"label": "A", "valeu": "code"}, "valeu"),
                        ({"label": "A", "value": "code", "format": "dd/MM"}, "dd/MM"), ({"value": "code"}, "label")):
        layout = dict(LAYOUT, fields=LAYOUT["fields"] + [wrong])
        refused = desk.ctl("retype", "layout", "import", desk.write("wrong.json", json.dumps(layout)), status=1)
        assert says in refused.stderr, refused.stderr


def test_xlsx(desk):
    path = desk.path("danh sách.xlsx")
    assert desk.json("retype", "export", path, "--layout", "igate-2") == [{"file": path, "rows": 3}]
    workbook = openpyxl.load_workbook(path)
    rows = list(workbook.active.iter_rows())
    header = [cell.value for cell in rows[0]]
    assert header[0] == "Mã cấp tại quầy" and "Số giấy tờ tùy thân" in header
    cells = {name: cell for name, cell in zip(header, rows[1])}
    assert cells["Mã cấp tại quầy"].value == desk.codes[0]
    # A text, with its zero; no number, no date, no formula anywhere.
    assert cells["Số giấy tờ tùy thân"].value == "015144001234"
    assert cells["Ngày tiếp nhận"].value == "23/11/2026 08:41"
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    assert rows[2][header.index("Họ tên chủ hồ sơ")].value == PEOPLE[1]["name"]
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert not desk.leftovers()
    audit = subprocess.run(["sqlite3", os.path.join(desk.store, "store.db"),
                            "SELECT body FROM entry WHERE stream = 1 AND CAST (envelope AS TEXT) ->> '$.k' = 'export'"],
                           capture_output=True, text=True, check=True).stdout
    assert json.loads(audit) == {"list": "to-retype", "layout": "igate-2", "rows": 3}, audit


def test_csv(desk):
    path = desk.path("list.csv")
    desk.ctl("retype", "export", path, "--layout", "igate-2")
    with open(path, "rb") as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n") and raw.count(b"\r\n") == 4
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    header = rows[0]
    assert all(len(row) == len(header) for row in rows)
    assert rows[2][header.index("Họ tên chủ hồ sơ")] == "'" + PEOPLE[1]["name"]
    assert rows[2][header.index("Địa chỉ")] == "'@SUM(1+1), \"nhà\"; số 5, ngõ 2"
    assert rows[1][header.index("Số giấy tờ tùy thân")] == "015144001234"
    assert not desk.leftovers()


def test_whole_or_not_at_all(desk):
    path = desk.write("list.csv", "what was there\n")
    # Nothing that cannot be written disturbs what is there.
    desk.ctl("retype", "export", desk.path("nowhere/list.csv"), status=3)
    desk.ctl("retype", "export", desk.path("list.ods"), status=1)
    with open(path, encoding="utf-8") as file:
        assert file.read() == "what was there\n"
    desk.ctl("retype", "export", path)
    with open(path, encoding="utf-8-sig") as file:
        assert file.readline().startswith("Mã cấp tại quầy")
    assert not desk.leftovers()


def test_list_that_comes_back(desk):
    lines = ["Mã cấp tại quầy;Mã hồ sơ", f"{desk.codes[0]};H15.50.05.13-261123-0975", f"\"{desk.codes[1]}\";\"H15.50.05.13-261123-0976\"",
             f"{desk.codes[2]};0977", "H15.50.05.13-261123-9999;H15.50.05.13-261123-0978", ";", f"{desk.codes[2]};"]
    path = desk.write("back.csv", "\ufeff" + "\r\n".join(lines) + "\r\n")
    run = desk.ctl("--json", "retype", "take", path, status=1)
    assert json.loads(run.stdout) == {"taken": 2, "refused": 2}
    assert "line 4" in run.stderr and "line 5" in run.stderr and "line 1" not in run.stderr, run.stderr
    assert [row["code"] for row in desk.json("retype", "list")] == [desk.codes[2]]
    # Once more changes nothing.
    before = desk.ctl("verify").stdout
    desk.ctl("retype", "take", path, status=1)
    assert desk.ctl("verify").stdout == before
    table = f"{desk.codes[2]}\tG15-261123-000123\n"
    assert desk.json("retype", "take", desk.write("back.tsv", table)) == [{"taken": 1, "refused": 0}]
    assert desk.json("retype", "list") == []
    desk.ctl("retype", "take", desk.write("latin.csv", "m\u00e3;x\n", encoding="latin-1"), status=1)


def main():
    tests = [test_commands, test_fields, test_layouts, test_xlsx, test_csv, test_whole_or_not_at_all, test_list_that_comes_back]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        name = test.__name__.removeprefix("test_").replace("_", "-")
        try:
            test(Desk())
            print(f"ok {number} /retype/{name}", flush=True)
        except Exception as error:  # noqa: BLE001 a test that breaks in any way has failed
            failed += 1
            print(f"not ok {number} /retype/{name}\n# {type(error).__name__}: {error} (line {error.__traceback__.tb_next.tb_lineno})", flush=True)
    return 1 if failed else 0


sys.exit(main())

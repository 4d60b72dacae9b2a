# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, driven as an officer drives it: keys through the X server, eyes through AT-SPI names."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

LIMIT = 60  # seconds until a condition counts as never met; sanitizers are slow
OFFICE = {"code": "H15.50.05.13", "province": "15", "commune": "04714", "desk": 2, "desks": [1, 2], "phone": "0200 000 000"}
NAME, PROCEDURE = "Họ và tên", "Thủ tục"
CARD = "015090012345|012345678|NGUYEN VAN THIN|12051990|Nam|Thon Na Loc, Yen Binh, Lao Cai|15042021"


class Failure(Exception):
    pass


def wait_for(what, condition, limit=LIMIT):
    """Waits for a condition, not for a time."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            value = condition()
        except GLib.Error:  # the widget went away while it was looked at
            value = None
        if value:
            return value
        time.sleep(0.02)
    raise Failure(f"never happened: {what}")


def expect(what, value, wanted):
    if value != wanted:
        raise Failure(f"{what}: {value!r} instead of {wanted!r}")


class Desktop:
    def __init__(self):
        self.root = os.environ["MC_BUILD_ROOT"]
        self.folder = tempfile.mkdtemp(prefix="motcua-ui-")
        self.store = os.path.join(self.folder, "store")
        self.pdf = os.path.join(self.folder, "slip.pdf")
        self.process = None
        Atspi.init()
        Atspi.set_timeout(5000, 15000)

    def close(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- programs

    def ctl(self, *arguments, stdin=None, store=None):
        run = subprocess.run([os.path.join(self.root, "src/ctl/motcuactl"), "--store", store or self.store, *arguments],
                             input=stdin, capture_output=True, text=True, check=False, timeout=LIMIT)
        if run.returncode != 0:
            raise Failure(f"motcuactl {arguments}: {run.returncode} {run.stderr}")
        return run.stdout

    def make_store(self, number=2, store=None):
        """A trial store of the office, for one of its desks."""
        path = os.path.join(self.folder, "office.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**OFFICE, "desk": number}, file)
        self.ctl("init", "--office", path, "--trial", store=store)

    def start(self, language="vi"):
        environment = dict(os.environ, MOTCUA_LANGUAGE=language, MOTCUA_PRINT_FILE=self.pdf, XDG_CONFIG_HOME=self.folder,
                           XDG_DATA_HOME=self.folder, GTK_A11Y="atspi", GSK_RENDERER="cairo")
        self.process = subprocess.Popen([os.path.join(self.root, "src/ui/motcua"), "--store", self.store], env=environment)
        wait_for("the window", self.window)
        wait_for("the window has the keys", lambda: self.xdotool("getactivewindow", quiet=True) or self.xdotool("getwindowfocus"))

    def kill(self):
        """As a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self, frozen):
        """The program stands still, as on a machine that is asleep."""
        os.kill(self.process.pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def xdotool(self, *arguments, quiet=False):
        run = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False, timeout=LIMIT)
        if run.returncode != 0 and not quiet:
            raise Failure(f"xdotool {arguments}: {run.stderr}")
        return run.stdout.strip()

    def key(self, *keys):
        self.xdotool("key", "--clearmodifiers", *keys)

    def type(self, text, delay=8):
        self.xdotool("type", "--delay", str(delay), text)

    def scan(self, text, what, came):
        """As a reader types: fast, Enter at the end. On a busy machine it stutters, which is no reader's pace; as a person would,
        the form is begun anew then and the paper scanned once more."""
        for _ in range(5):
            self.xdotool("type", "--delay", "0", "--args", "1", text, "key", "Return")
            try:
                return wait_for(what, came, limit=8)
            except Failure:
                self.key("ctrl+n")
        raise Failure(f"never happened: {what}")

    # ---- eyes

    def application(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def window(self):
        if self.process.poll() is not None:
            raise Failure(f"the program ended: {self.process.returncode}")
        application = self.application()
        return application is not None and next(self.walk(application, lambda n: n.get_role_name() == "frame"), None)

    def says_over_it(self, text):
        """Whether another window of the program, over the one with the pages, says that."""
        return next(self.walk(self.application(), lambda n: text in (n.get_name() or "")), None) is not None

    def walk(self, node, wanted):
        if node is None:
            return
        if wanted(node):
            yield node
        for i in range(node.get_child_count()):
            yield from self.walk(node.get_child_at_index(i), wanted)

    def find(self, name, role=None):
        """A widget by its accessible name (its beginning) and role."""
        return next(self.walk(self.window(), lambda n: (n.get_name() or "").startswith(name)
                              and (role is None or n.get_role_name() == role)), None)

    def text(self, name):
        """What stands in the field of that name."""
        field = self.find(name, "text")
        interface = field.get_text_iface() if field is not None else None
        if interface is None:
            return None
        # Newer bindings hide the interface's method behind the accessible's own of the same name.
        return Atspi.Text.get_text(interface, 0, Atspi.Text.get_character_count(interface))

    def focused(self):
        """The name of the widget that has the keys."""
        node = next(self.walk(self.window(), lambda n: n.get_state_set().contains(Atspi.StateType.FOCUSED)), None)
        return node.get_name() if node is not None else None

    def shows(self, text):
        return self.find_text(text) is not None

    def find_text(self, text):
        return next(self.walk(self.window(), lambda n: text in (n.get_name() or "")), None)


def skip(reason):
    """TAP: nothing of this program can be tried here."""
    print(f"1..0 # SKIP {reason}", flush=True)
    sys.exit(0)


def run(tests):
    """TAP on standard output; every test gets a desktop of its own."""
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        desktop = Desktop()
        try:
            test(desktop)
            print(f"ok {number} {name}", flush=True)
        except Exception as error:  # noqa: BLE001 a test that breaks in any way has failed
            failed += 1
            print(f"not ok {number} {name}\n# {type(error).__name__}: {error}", flush=True)
        finally:
            desktop.close()
    sys.exit(1 if failed else 0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A province of the test's own: PostgreSQL on a socket in a temporary folder, and the real service before it."""

import glob
import json
import os
import pwd
import shutil
import subprocess
import tempfile

from desktop import LIMIT, OFFICE, Failure, wait_for


def find_postgres():
    """The folder of PostgreSQL's programs, 15 or newer; None when it is not installed."""
    places = [p for p in glob.glob("/usr/lib/postgresql/*/bin") if os.access(os.path.join(p, "postgres"), os.X_OK)]
    return max((p for p in places if int(p.split("/")[4]) >= 15), default=None, key=lambda p: int(p.split("/")[4]))


def missing():
    """Why there can be no province here; None when there can."""
    if not os.access(program(), os.X_OK):
        return "motcua-province is not built"
    if find_postgres() is None:
        return "no PostgreSQL 15 or newer is installed"
    return None


def program():
    return os.path.join(os.environ["MC_BUILD_ROOT"], "src/province/motcua-province")


class Province:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="motcua-province-")
        self.bin = find_postgres()
        self.database = f"postgresql:///postgres?host={self.folder}&user=motcua"
        self.as_other = []
        self.postgres = self.service = None
        self.listen = "127.0.0.1:0"
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            other = pwd.getpwnam("nobody")
            os.chown(self.folder, other.pw_uid, other.pw_gid)
            self.as_other = ["setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups"]
        data = os.path.join(self.folder, "database")
        subprocess.run([*self.as_other, os.path.join(self.bin, "initdb"), "-D", data, "-A", "trust", "-U", "motcua", "-E", "UTF8",
                        "--locale=C", "--no-instructions", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.postgres = subprocess.Popen(
            [*self.as_other, os.path.join(self.bin, "postgres"), "-D", data, "-c", f"unix_socket_directories={self.folder}",
             "-c", "listen_addresses=", "-c", "fsync=off"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("the database is up", lambda: subprocess.run(
            [os.path.join(self.bin, "pg_isready"), "-q", "-h", self.folder, "-U", "motcua", "-d", "postgres"],
            check=False).returncode == 0)
        self.start()

    def start(self):
        """The service, on the port it had before."""
        self.service = subprocess.Popen(
            [program(), "serve", "--database", self.database, "--blobs", os.path.join(self.folder, "blobs"), "--listen", self.listen],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.listen = json.loads(self.service.stdout.readline() or "{}").get("listening")
        if self.listen is None:
            raise Failure("motcua-province did not start")

    def stop(self):
        """The line is gone."""
        if self.service is not None:
            self.service.terminate()
            self.service.wait()
            self.service.stdout.close()
            self.service = None

    def close(self):
        self.stop()
        if self.postgres is not None:
            self.postgres.send_signal(2)
            self.postgres.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self):
        return f"http://{self.listen}"

    def ctl(self, *arguments, stdin=None):
        run = subprocess.run([program(), *arguments, "--database", self.database], input=stdin, capture_output=True, text=True,
                             check=False, timeout=LIMIT)
        if run.returncode != 0:
            raise Failure(f"motcua-province {arguments}: {run.returncode} {run.stderr}")
        return run.stdout

    def code(self, office=OFFICE["code"]):
        """A one-time code for a desk."""
        return self.ctl("enrol", "--office", office).strip()

"""What every scenario stands on: the real program, on data folders and ports of its own, watched with deadlines.

A scenario is a script of steps: `stage.run(step, step, ...)`. Its first argument is the program. Nothing here waits for
time to pass: it looks for what should come, and fails when that has not come by a deadline.
"""
import ctypes
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

SOURCE = Path(__file__).resolve().parents[2]
LONG = os.environ.get("GUIYI_LONG") == "1"
DEADLINE_S = 240  # generous: sanitizers on two busy cores are slow
SKIPPED = 77


class Skip(Exception):
    """Raised by a step that cannot be done on this machine, with the reason."""


class Failure(AssertionError):
    """What should have come and did not."""


def check(holds, sentence):
    if not holds:
        raise Failure(sentence)


def equal(got, expected, what):
    if got != expected:
        raise Failure(f"{what}: {shortened(got)} instead of {shortened(expected)}")


def shortened(value):
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 1500 else text[:1500] + f"... ({len(text)} characters)"


def eventually(what, look, deadline_s=DEADLINE_S):
    """Looks until it sees something true, and returns that."""
    end = time.monotonic() + deadline_s
    between = threading.Event()
    while not (seen := look()):
        if time.monotonic() > end:
            raise Failure(f"not within {deadline_s} s: {what}")
        between.wait(0.01)
    return seen


def shared(*path):
    """A file of the data folder that lies beside the sources, or in $GUIYI_SHARED."""
    folder = Path(os.environ.get("GUIYI_SHARED") or SOURCE.parent / "shared")
    file = folder.joinpath("data", *path)
    if not file.is_file():
        raise Skip(f"no {'/'.join(path)} in the shared data folder; name that folder in GUIYI_SHARED")
    return file


def needs(name):
    """The step is told only when an earlier one has set stage.<name>: without its data or tools it was skipped."""
    def decorate(step):
        @functools.wraps(step)
        def told(stage):
            if not hasattr(stage, name):
                raise Skip("what it goes on from was skipped")
            step(stage)
        return told
    return decorate


LIBC = ctypes.CDLL(None)


def end_with_us():
    """Run in a child: also a scenario that was killed leaves no system behind."""
    LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Answer:
    """An HTTP answer, read whole."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {shortened(self.body.decode('utf-8', 'replace'))}"


class Lines:
    """The lines of a stream as they come, read by a thread."""

    def __init__(self, stream):
        self.seen = []
        self.ended = False
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        try:
            for line in stream:
                with self._moved:
                    self.seen.append(line if isinstance(line, str) else line.decode("utf-8"))
                    self._moved.notify_all()
        except (OSError, ValueError, HTTPException):
            pass  # the other side was killed
        with self._moved:
            self.ended = True
            self._moved.notify_all()

    def wait(self, enough, deadline_s=DEADLINE_S):
        """True once enough(lines) holds, False when the stream ended without."""
        with self._moved:
            if not self._moved.wait_for(lambda: self.ended or enough(self.seen), deadline_s):
                raise Failure(f"nothing of what was expected came within {deadline_s} s; last: {self.seen[-3:]}")
            return bool(enough(self.seen))

    def all(self):
        self._thread.join(DEADLINE_S)
        return self.seen


class System:
    """One data folder and the processes on it."""

    def __init__(self, stage, name, settings=None, data=None, keys_of=None):
        self.stage = stage
        self.name = name
        self.data = Path(data) if data else stage.folder / name
        self.log = stage.folder / f"{name}.log"
        self.config = stage.settings(name, settings) if settings else SOURCE / "config" / "guiyi.toml"
        self.process = None
        self.officers = {}
        self.serves = ()  # all services
        self.public_listen = self.staff_listen = "127.0.0.1:0"
        self.in_child = end_with_us
        if keys_of:
            self.data.mkdir(exist_ok=True)
            shutil.copytree(keys_of.data / "keys", self.data / "keys")

    # Commands

    def arguments(self, *args):
        return [str(self.stage.program), "--config", str(self.config), "--data", str(self.data), *map(str, args)]

    def spawn(self, *args, **how):
        process = subprocess.Popen(self.arguments(*args), cwd=self.stage.folder, env=self.stage.environment,
                                   preexec_fn=self.in_child, **how)
        self.stage.children.append(process)
        return process

    def command(self, *args, expect=0, stdin=b""):
        """Runs a command to its end; its output as text in stdout and stderr."""
        done = subprocess.run(self.arguments(*args), input=stdin, capture_output=True, timeout=2 * DEADLINE_S,
                              cwd=self.stage.folder, env=self.stage.environment, preexec_fn=end_with_us)
        done.stdout, done.stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        if done.returncode != expect:
            raise Failure(f"guiyi {' '.join(map(str, args))} ended with {done.returncode} instead of {expect}:\n"
                          f"{shortened(done.stderr)}{shortened(done.stdout)}")
        return done

    def export(self, kind="csv"):
        return self.command("export", "ties", "--format", kind).stdout

    # Serving

    def start(self):
        """Starts to serve without waiting for anything."""
        with open(self.log, "ab") as log:
            self.process = self.spawn("serve", *self.serves, "--public", self.public_listen, "--staff",
                                      self.staff_listen, stdout=subprocess.PIPE, stderr=log, text=True)
        self.output = Lines(self.process.stdout)

    def serve(self):
        """Serves: the two addresses are known, and so is the machine's own token."""
        self.start()
        if not self.output.wait(lambda lines: any("Ctrl-C" in line for line in lines)):
            raise Failure(f"guiyi serve ended with {self.process.wait()}:\n{self.log_text()[-3000:]}")
        return self.find()

    def find(self):
        """Where it serves, and the machine's own token."""
        told = eventually("running.json of this process", self._announced)
        self.public, self.staff = urlsplit(told["public"]), urlsplit(told["staff"])
        self.token = (self.data / "keys" / "local.token").read_text().strip()
        return self

    def _announced(self):
        try:
            told = json.loads((self.data / "running.json").read_text())
        except (OSError, ValueError):
            check(self.process.poll() is None, f"guiyi serve ended:\n{self.log_text()[-3000:]}")
            return None
        return told if told["pid"] == self.process.pid else None

    def stop(self):
        """Asks the system to end; it must do so with exit code 0."""
        self.process.terminate()
        equal(self.process.wait(DEADLINE_S), 0, f"exit code of {self.name} after SIGTERM\n{self.log_text()[-2000:]}")
        check(not (self.data / "running.json").exists(), "running.json is left behind after a stop")

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait(DEADLINE_S)

    def log_text(self):
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    # Requests

    def connect(self, side="public", timeout_s=DEADLINE_S):
        at = self.public if side == "public" else self.staff
        return HTTPConnection(at.hostname, at.port, timeout=timeout_s)

    def officer(self, name):
        """A token of an officer of config/desks.toml; the machine's own decides no case."""
        if name not in self.officers:
            self.officers[name] = self.command("token", "issue", name).stdout.strip()
        return self.officers[name]

    def ask(self, method, path, body=None, headers=(), side="public", over=None, by=None):
        """One request; with `over` on that connection; on the staff side by the machine's own token, or an officer's.
        A body that is no bytes is sent as JSON."""
        fields = {"Accept-Language": "en", **dict(headers)}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            fields.setdefault("Content-Type", "application/json")
        if side == "staff":
            fields["Authorization"] = f"Bearer {self.officer(by) if by else self.token}"
        connection = over or self.connect(side)
        connection.request(method, path, body, fields)
        answer = Answer(connection.getresponse())
        if not over:
            connection.close()
        return answer

    def post(self, path, body, headers=(), **how):
        return self.ask("POST", path, body, headers, **how)

    def get(self, path, side="staff", **how):
        return self.ask("GET", path, side=side, **how)

    def metrics(self):
        """The metrics by name and labels, as they are written."""
        found = {}
        for line in self.get("/metrics").body.decode().splitlines():
            if not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                found[name] = float(value)
        return found

    def settle(self):
        """Waits until every service has decided all that its inputs hold: twice no lag, and nothing new between."""
        before = None

        def settled():
            nonlocal before
            seen = self.metrics()
            lag = sum(value for name, value in seen.items() if name.startswith("guiyi_input_lag_commits"))
            commits = {name: value for name, value in seen.items() if name.startswith("guiyi_commits{")}
            still = lag == 0 and commits == before
            before = commits
            return still
        eventually("all services are through their inputs", settled)
        self.nothing_parked()

    def nothing_parked(self):
        parked = sum(value for name, value in self.metrics().items() if name.startswith("guiyi_facts_parked"))
        equal(parked, 0, "dead letters")

    def cases(self):
        """Every case of the list, through its pages."""
        found, cursor, over = [], "", self.connect("staff")
        while True:
            page = self.get(f"/api/v1/cases?state=any&sort=received&limit=100&cursor={cursor}", over=over)
            equal(page.status, 200, f"case list: {page}")
            found += page.json["cases"]
            cursor = page.json["next"]
            if not cursor:
                return found

    def living_cases(self):
        """Those that did not go over into another case."""
        return [row for row in self.cases() if row["state"] != "merged"]


class Importing:
    """A bulk import whose answers are read while its lines are still being sent; the last after an event, if given."""

    def __init__(self, system, lines, last_after=None):
        self.lines, self.last_after = lines, last_after
        connection = system.connect("staff")
        connection.putrequest("POST", "/api/v1/complaints:import")
        connection.putheader("Authorization", f"Bearer {system.token}")
        connection.putheader("Content-Type", "application/x-ndjson")
        connection.putheader("Content-Length", str(sum(len(line) + 1 for line in lines)))
        connection.endheaders()
        self.connection = connection
        self.sending = threading.Thread(target=self._send, daemon=True)
        self.sending.start()
        response = HTTPResponse(connection.sock, method="POST")
        response.begin()
        equal(response.status, 200, "answer to an import")
        self.answers = Lines(response)

    def _send(self):
        try:
            for first in range(0, len(self.lines), 100):
                if self.last_after and first + 100 >= len(self.lines):
                    self.last_after.wait(DEADLINE_S)
                self.connection.sock.sendall(b"".join(line + b"\n" for line in self.lines[first:first + 100]))
        except OSError:
            pass  # the other side was killed

    def acknowledged(self):
        """{index of the line: receipt number}, of those answered with 201 so far."""
        told = {}
        for line in list(self.answers.seen):
            if line.endswith("\n"):
                answer = json.loads(line)
                equal(answer["status"], 201, f"answer to a good line: {line}")
                told[answer["line"] - 1] = answer["receipt_no"]
        return told

    def finish(self):
        """Waits for the last answer; all lines must be taken."""
        self.answers.all()
        self.sending.join(DEADLINE_S)
        self.connection.close()
        told = self.acknowledged()
        equal(len(told), len(self.lines), "lines taken")
        return told


# Mail goes at any hour of the machine's clock, and as fast as it can.
AT_ONCE = {f"notification.{name}": 0 for name in (
    "quiet_from_h", "quiet_until_h", "quiet_off_from_h", "quiet_off_until_h", "recipient_max", "smtp_rate_per_min",
    "domain_rate_per_min")}


class Stage:
    def __init__(self, program, folder):
        self.program = Path(program).resolve()
        self.folder = Path(folder)
        self.children = []
        self.last_acts = []  # what must be undone although a step failed
        self.environment = {name: value for name, value in os.environ.items() if name != "GUIYI_TOKEN"}

    def settings(self, name, changed):
        """A copy of config/ with some keys changed: {"http.read_timeout_ms": 500}. @returns its guiyi.toml"""
        folder = self.folder / f"{name}-config"
        shutil.copytree(SOURCE / "config", folder)
        file = folder / "guiyi.toml"
        left = {"paths.web": str(SOURCE / "services" / "web"), **changed}
        tail = left.pop("tail", "")
        section, out = "", []
        for line in file.read_text().splitlines():
            if found := re.match(r"\[(\w+)\]", line):
                section = found.group(1) + "."
            if (found := re.match(r"(\w+) *=", line)) and section + found.group(1) in left:
                line = f"{found.group(1)} = {json.dumps(left.pop(section + found.group(1)))}"
            out.append(line)
        equal(left, {}, "settings that config/guiyi.toml does not have")
        file.write_text("\n".join(out) + "\n" + tail)
        return file

    def close(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()
        for act in reversed(self.last_acts):
            act()

    def logs(self):
        for log in sorted(self.folder.glob("*.log")):
            tail = log.read_text("utf-8", "replace").splitlines()[-15:]
            print(f"--- the end of {log.name}", *tail, sep="\n", flush=True)


def run(*steps, program=None):
    """Runs the steps in order and ends the process: 0, 1 when one failed, 77 when nothing could be done here.

    @param program of a story that reads its arguments itself
    """
    if not program and len(sys.argv) != 2:
        sys.exit(f"usage: {Path(sys.argv[0]).name} PROGRAM")
    done, code = 0, 0
    with tempfile.TemporaryDirectory(prefix="guiyi-scenario-") as folder:
        stage = Stage(program or sys.argv[1], folder)
        try:
            for step in steps:
                begun = time.monotonic()
                name = step.__name__.replace("_", " ")
                try:
                    step(stage)
                except Skip as why:
                    print(f"SKIP {name}: {why}", flush=True)
                    continue
                done += 1
                print(f"ok   {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        except Exception:
            print(f"FAILED {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
            stage.logs()
            code = 1
        finally:
            stage.close()
    sys.exit(code or (0 if done else SKIPPED))

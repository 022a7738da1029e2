"""Three real NATS servers on free ports, for the stories of the cluster: here, or each on a host of its own."""
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "scenario"))

from stage import Skip, end_with_us, eventually, run  # noqa: E402

VARZ = "$SYS.REQ.SERVER.PING.VARZ"


def program():
    """The server to test with, or the reason why there is none."""
    for path in (os.environ.get("GUIYI_NATS_SERVER", ""), SOURCE / "build" / "tools" / "nats-server"):
        if path and os.access(path, os.X_OK):
            return str(path)
    raise Skip("no NATS server of 2.10.23 or newer here: run scripts/nats_server, or name one in GUIYI_NATS_SERVER")


def free_ports(count):
    """Ports that nobody listens on. They are given back before the servers take them."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Here:
    """This machine, as a place for a server."""
    address = "127.0.0.1"
    in_child = staticmethod(end_with_us)

    def __init__(self, folder):
        self.folder = folder


class NatsCluster:
    def __init__(self, stage, places=None, begin=True):
        """@param places of the servers: address, folder for the store, in_child to run before the server; else here
        @param begin the servers; else they are only set up, and each runs once it is started"""
        self.stage = stage
        self.program = program()
        self.places = places or [Here(stage.folder / f"nats-n{i}") for i in range(3)]
        size = len(self.places)
        ports = free_ports(2 * size)
        self.client_ports, self.route_ports = ports[:size], ports[size:]
        self.names = [f"n{i}" for i in range(size)]
        self.processes = dict.fromkeys(self.names)
        for i, name in enumerate(self.names):
            self._settings(name).write_text(self._text(i, name))
        if begin:
            for name in self.names:
                self.start(name)
            self.listening()

    def listening(self):
        eventually("the NATS servers listen", lambda: all(self._listens(*one) for one in self._addresses()))

    def url(self):
        return ",".join(f"nats://{address}:{port}" for address, port in self._addresses())

    def _addresses(self):
        return [(place.address, port) for place, port in zip(self.places, self.client_ports)]

    def start(self, name):
        log = self.stage.folder / f"nats-{name}.log"
        self.processes[name] = subprocess.Popen([self.program, "-c", str(self._settings(name)), "-l", str(log)],
                                                preexec_fn=self.place(name).in_child, stderr=subprocess.DEVNULL)
        self.stage.children.append(self.processes[name])

    def place(self, name):
        return self.places[self.names.index(name)]

    def kill(self, name):
        """kill -9."""
        self.processes[name].kill()
        self.processes[name].wait()

    def leader_of(self, stream):
        """The name of the server that leads a stream; None while nobody does."""
        for name, address in zip(self.names, self._addresses()):
            if self.processes[name].poll() is None:
                told = self._ask(address, f"$JS.API.STREAM.INFO.guiyi-{stream}")
                leader = told.get("cluster", {}).get("leader", "") if told else ""
                if leader:
                    return leader
        return None

    @staticmethod
    def _ask(address, subject, deadline_s=2):
        """A question in NATS' own words, which are plain text."""
        try:
            with socket.create_connection(address, deadline_s) as to:
                to.settimeout(deadline_s)
                lines = to.makefile("rb")
                lines.readline()  # INFO
                to.sendall(b'CONNECT {"verbose":false,"user":"guiyi","pass":"guiyi"}\r\nSUB answer 1\r\n'
                           + f"PUB {subject} answer 0\r\n\r\n".encode())
                while line := lines.readline():
                    if line.startswith(b"MSG"):
                        return json.loads(lines.read(int(line.split()[-1])))
                    if line.startswith(b"PING"):
                        to.sendall(b"PONG\r\n")
        except (OSError, ValueError):
            pass
        return None

    def _settings(self, name):
        return self.stage.folder / f"nats-{name}.conf"

    def _text(self, i, name):
        routes = ", ".join(f'"nats://{place.address}:{port}"' for place, port in zip(self.places, self.route_ports))
        at = self.places[i]
        return f"""server_name: {name}
listen: "{at.address}:{self.client_ports[i]}"
jetstream {{ store_dir: "{at.folder}", sync_interval: always }}
cluster {{ name: guiyi, listen: "{at.address}:{self.route_ports[i]}", routes: [{routes}] }}
accounts {{
  SYS {{ users: [], exports: [{{service: "{VARZ}", response: stream}}] }}
  GUIYI {{ jetstream: enabled, users: [{{user: guiyi, password: guiyi}}],
          imports: [{{service: {{account: SYS, subject: "{VARZ}"}}}}] }}
}}
system_account: SYS
no_auth_user: guiyi
"""

    @staticmethod
    def _listens(*address):
        try:
            socket.create_connection(address, 1).close()
            return True
        except OSError:
            return False


def run_with_a_server(*steps, **how):
    """Without a server to test with there is no story to tell at all."""
    try:
        program()
    except Skip as why:
        print("SKIP", why)
        sys.exit(77)
    run(*steps, **how)

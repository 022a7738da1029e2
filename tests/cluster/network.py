"""A network of its own for a story: every host is a network namespace, and one bridge joins them. No name of it is
visible outside, and all of it is gone with the process that made it, however that ends. Wants root."""
import ctypes
import os
import shutil
import subprocess
import threading

from stage import Skip, end_with_us

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_NETWORK = 0x00020000, 0x40000000


def unshare(what):
    if LIBC.unshare(what) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def ip(*words, in_child=end_with_us):
    subprocess.run(["ip", *words], check=True, preexec_fn=in_child)


class Host:
    """A machine of the story, as far as the network goes: what runs on it is started with in_child."""

    def __init__(self, number):
        self.address = f"10.0.0.{number + 2}"
        self.link = f"host{number}"
        made = threading.Thread(target=self._make)
        made.start()
        made.join()
        space = f"/proc/{os.getpid()}/fd/{self.space}"
        ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", space)
        ip("link", "set", self.link, "master", "wire", "up")
        ip("link", "set", "lo", "up", in_child=self.in_child)
        ip("addr", "add", f"{self.address}/24", "dev", "eth0", in_child=self.in_child)
        ip("link", "set", "eth0", "up", in_child=self.in_child)

    def _make(self):
        """In a thread, for it is the thread that moves; the open file keeps the namespace."""
        unshare(NEW_NETWORK)
        self.space = os.open("/proc/thread-self/ns/net", os.O_RDONLY)

    def in_child(self):
        end_with_us()
        if LIBC.setns(self.space, NEW_NETWORK) != 0:
            os._exit(127)

    def cut(self):
        """Nothing comes in or goes out, and nobody is told."""
        ip("link", "set", self.link, "down")

    def join(self):
        ip("link", "set", self.link, "up")


class Network:
    """To be made by the main thread, before anything else of the story."""
    address = "10.0.0.1"  # of the process that made it

    def __init__(self):
        if os.geteuid() != 0:
            raise Skip("network namespaces want root: run this as root")
        if not shutil.which("ip"):
            raise Skip("there is no program ip: install iproute2")
        try:
            unshare(NEW_NETWORK | NEW_MOUNTS)
            subprocess.run(["mount", "--make-rprivate", "/"], check=True)
            ip("link", "set", "lo", "up")
            ip("link", "add", "wire", "type", "bridge")
            ip("addr", "add", f"{self.address}/24", "dev", "wire")
            ip("link", "set", "wire", "up")
            self.hosts = [Host(0)]  # whether there are namespaces shows here
        except (OSError, subprocess.CalledProcessError) as why:
            raise Skip(f"no network namespaces on this machine: {why}") from None
        self.taken = 0

    def host(self):
        """The next machine."""
        self.taken += 1
        if self.taken > len(self.hosts):
            self.hosts.append(Host(len(self.hosts)))
        return self.hosts[self.taken - 1]

"""A disk that can be made slow: a file with a filesystem of its own, and a control group that limits how many writes a
second whoever is in it may make there. Its mount is gone with the namespace of the story."""
import os
import subprocess
from pathlib import Path

from stage import eventually

ROOT = Path("/sys/fs/cgroup")
SIZE = 4 << 30  # of which only what is written takes room
WRITES_PER_S = 12  # a sync takes two or three


class SlowDisk:
    """@throws OSError, subprocess.CalledProcessError where it cannot be made"""

    def __init__(self, stage, name):
        image, self.folder = stage.folder / f"{name}.disk", stage.folder / name
        self.folder.mkdir()
        with open(image, "wb") as file:
            file.truncate(SIZE)
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, self.folder], check=True)
        stage.last_acts.append(lambda: subprocess.run(["umount", "-l", self.folder], check=False))
        self.device = f"{os.major(self._number())}:{os.minor(self._number())}"
        self._make_group(stage, name)
        self.slow(False)

    def _number(self):
        return os.stat(self.folder).st_dev

    def _make_group(self, stage, name):
        """Of the one hierarchy that machines have now, or of the older one for each resource."""
        self.unified = "io" in _text(ROOT / "cgroup.controllers").split()
        if self.unified:
            (ROOT / "cgroup.subtree_control").write_text("+io")
        home = ROOT if self.unified else ROOT / "blkio"
        for left in home.glob("guiyi-*-*"):  # by a story that was killed
            if not Path("/proc", left.name.split("-")[1]).exists():
                left.rmdir()
        self.group = home / f"guiyi-{os.getpid()}-{name}"
        self.group.mkdir()
        stage.last_acts.append(lambda: eventually("the group is left", self._removed, 10))

    def _removed(self):
        try:
            self.group.rmdir()
            return True
        except OSError:
            return False

    def in_child(self):
        (self.group / "cgroup.procs").write_text("0")

    def slow(self, on):
        if self.unified:
            (self.group / "io.max").write_text(f"{self.device} wiops={WRITES_PER_S if on else 'max'}")
        else:
            (self.group / "blkio.throttle.write_iops_device").write_text(f"{self.device} {WRITES_PER_S if on else 0}")


def _text(file):
    return file.read_text() if file.exists() else ""

"""Runs a command and measures what it and all processes below it cost."""

import ctypes
import os
import resource
import signal
import stat
import subprocess
import time
from dataclasses import dataclass, field

PR_SET_CHILD_SUBREAPER = 36
DISK_INTERVAL = 0.25
WAIT_INTERVAL = 0.02
GRACE = 15


class Failed(Exception):
    """A command ended badly or took too long; the message ends with its last lines."""


@dataclass
class Cost:
    """What a command cost. Bytes and seconds."""

    wall: float = 0.0
    cpu: float = 0.0  # user and system time of all processes
    memory: int = 0  # the largest process
    java: int = 0  # the largest Java virtual machine, all of it resident: heap, code, stacks
    scratch: int = 0  # the peak of allocated bytes in work and temporary directories
    others: float = 0.0  # processor seconds that the rest of the machine used meanwhile
    stages: dict = field(default_factory=dict)  # seconds, of programs that tell

    def plus(self, later):
        return Cost(
            self.wall + later.wall,
            self.cpu + later.cpu,
            max(self.memory, later.memory),
            max(self.java, later.java),
            max(self.scratch, later.scratch),
            self.others + later.others,
            {**self.stages, **later.stages},
        )


def adopt_orphans():
    """Makes this process the parent of every descendant that loses its own, so that none escapes the count."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def descendants():
    """The process ids below this process."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    # The name in brackets may hold blanks and brackets.
                    fields = file.read().rpartition(b")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(name))
    found, todo = [], [os.getpid()]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def allocated(directory):
    """Bytes that the files below a directory occupy; sparse parts count nothing."""
    total = 0
    todo = [directory]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    total += status.st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
        except OSError:
            continue  # gone meanwhile
    return total


def unlinked(device):
    """Bytes of files without a name that processes below this one hold open on a device."""
    sizes = {}
    for pid in descendants():
        try:
            numbers = os.listdir(f"/proc/{pid}/fd")
        except OSError:
            continue
        for number in numbers:
            try:
                status = os.stat(f"/proc/{pid}/fd/{number}")
            except OSError:
                continue
            if status.st_nlink == 0 and status.st_dev == device and stat.S_ISREG(status.st_mode):
                sizes[status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def largest_java():
    """The peak of the resident bytes of Java virtual machines below this process."""
    largest = 0
    for pid in descendants():
        try:
            with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
                status = dict(line.split(":", 1) for line in file if ":" in line)
        except OSError:
            continue
        if status["Name"].strip() == "java" and "VmHWM" in status:
            largest = max(largest, int(status["VmHWM"].split()[0]) * 1024)
    return largest


def machine_busy():
    """Processor seconds that this machine has worked since it started, for others than this very process."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, *_ = map(int, file.readline().split()[1:])
    own = resource.getrusage(resource.RUSAGE_SELF)
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK") - own.ru_utime - own.ru_stime


class Scratch:
    """The directories of one party. What is in out/ counts, save for the largest file: that is the output."""

    def __init__(self, base):
        self.base = base
        self.work = os.path.join(base, "work")
        self.temporary = os.path.join(base, "tmp")
        self.out = os.path.join(base, "out")
        for directory in (self.work, self.temporary, self.out):
            os.makedirs(directory)
        self.device = os.stat(base).st_dev

    def bytes(self):
        outputs = []
        with os.scandir(self.out) as entries:
            for entry in entries:
                try:
                    outputs.append(entry.stat(follow_symlinks=False).st_blocks * 512)
                except OSError:
                    continue
        besides = sum(outputs) - max(outputs, default=0)
        return allocated(self.work) + allocated(self.temporary) + unlinked(self.device) + besides


def end(pids):
    """Ends processes: asks first, then insists."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline:
            reap()
            pids = descendants()
            if not pids:
                return
            time.sleep(WAIT_INTERVAL)


def reap():
    """Collects ended children; their use of the machine, and the status of each."""
    ended = {}
    while True:
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = (status, usage)


def run(command, scratch, environment, log, limit):
    """
    Runs a command to its end, processes that it leaves behind included.

    command: list of words; log: path that gets both its streams; limit: seconds.
    Raises Failed where it fails or exceeds the limit; then none of its processes is left.
    """
    cost = Cost()
    before = machine_busy()
    cost.scratch = scratch.bytes()
    started = time.monotonic()
    with open(log, "wb") as stream:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            cwd=scratch.work,
            env=environment,
            start_new_session=True,
        )
    status = None
    ended_at = None
    next_look = 0.0
    try:
        while True:
            for pid, (code, usage) in reap().items():
                # The use of a child includes that of the children it waited for.
                cost.cpu += usage.ru_utime + usage.ru_stime
                cost.memory = max(cost.memory, usage.ru_maxrss * 1024)
                if pid == child.pid:
                    status = code
                    child.returncode = os.waitstatus_to_exitcode(code)
                    ended_at = time.monotonic()
                    cost.wall = ended_at - started
            now = time.monotonic()
            if status is not None and (not descendants() or now - ended_at > GRACE):
                break
            if now - started > limit:
                raise Failed(f"took more than {limit:.0f} s: {command[0]}\n{tail(log)}")
            if now >= next_look:
                cost.scratch = max(cost.scratch, scratch.bytes())
                cost.java = max(cost.java, largest_java())
                next_look = time.monotonic() + DISK_INTERVAL
            time.sleep(WAIT_INTERVAL)
    finally:
        left = descendants()
        if left:
            end(left)
            child.returncode = child.returncode if child.returncode is not None else -1
    cost.others = max(0.0, machine_busy() - before - cost.cpu)
    if status != 0:
        raise Failed(f"exit code {child.returncode}: {command[0]}\n{tail(log)}")
    return cost


def tail(log, count=12):
    with open(log, "rb") as file:
        lines = file.read().decode("utf-8", "replace").splitlines()
    return "\n".join("  " + line for line in lines[-count:])

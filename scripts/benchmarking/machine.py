"""What the machine is, and whether it is at rest."""

import datetime
import json
import os
import platform
import re
import subprocess

# Above this load for each processor at the start, the figures are not those of a quiet machine.
QUIET_LOAD = 0.3


def said(*command):
    """The first line that a program prints, or a dash."""
    try:
        result = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "-"
    lines = result.stdout.decode("utf-8", "replace").splitlines()
    return lines[0].strip() if lines else "-"


def version(*command):
    """The part of that line that looks like a version."""
    found = re.search(r"\d+(\.\d+)+\S*", said(*command))
    return found.group().rstrip(",)") if found else "-"


def kvm_usable(program):
    """
    What "node-customize doctor" says of KVM: usable or not, and its words.

    Settings of the environment come first: doctor calls a forced choice a good one.
    """
    settings = os.environ.get("LIBGUESTFS_BACKEND_SETTINGS", "")
    if "force_tcg" in settings:
        return False, "emulation is asked for: LIBGUESTFS_BACKEND_SETTINGS has force_tcg"
    result = subprocess.run(
        [program, "doctor", "--format", "json"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120, check=False
    )
    for check in json.loads(result.stdout):
        if check["name"] == "kvm":
            return check["state"] == "ok", check["finding"]
    raise ValueError("doctor says nothing of KVM")


def facts(program, accelerated, finding):
    """Machine, versions and load as a dictionary of words and numbers."""
    load = os.getloadavg()[0]
    processors = len(os.sched_getaffinity(0))
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = int(file.readline().split()[1]) * 1024
    model = "-"
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processors": processors,
        "processor": model,
        "memory": memory,
        "load": load,
        "quiet": load <= QUIET_LOAD * processors,
        "virtualMachine": "KVM" if accelerated else "emulated",
        "kvm": finding,
        "versions": {
            "node-customize": version(program, "--version"),
            "kernel": platform.release(),
            "qemu": version("qemu-system-" + platform.machine(), "--version"),
            "libguestfs": version("guestfish", "--version"),
            "guestfs-tools": version("virt-customize", "--version"),
            "squashfs-tools": version("mksquashfs", "-version"),
            "Java": version("java", "-version"),
        },
        "user": "root" if os.getuid() == 0 else "a plain user",
    }

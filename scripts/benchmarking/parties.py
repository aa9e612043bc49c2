"""The ways to add a package to an image: each a list of commands, as a user would type them."""

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field

import measure

# What the appliance part of a run leaves out: stages that handle the container.
CONTAINER_STAGES = ("probe", "open", "pack", "publish")


@dataclass
class Subject:
    """An image and the package that goes in."""

    image: str
    raw: str = ""  # its inner image, unpacked
    inner: str = ""  # the inner image's path in the container
    package: str = ""
    name: str = ""  # the package's
    manager: str = ""  # command of the image that installs "%s"
    more: tuple = ()  # packages of further runs
    recipe: str = ""


@dataclass
class Result:
    steps: dict = field(default_factory=dict)  # name to Cost
    output: int = 0
    full: int = 0  # what mksquashfs makes of the same content, where that is asked


def compressor_arguments(image):
    """The options of mksquashfs that made an image, from what unsquashfs tells."""
    text = subprocess.run(["unsquashfs", "-s", image], stdout=subprocess.PIPE, check=True, timeout=60).stdout.decode()
    arguments = ["-comp", re.search(r"^Compression (\w+)", text, re.M).group(1)]
    for pattern, option in (
        (r"Filters selected: (\S+)", "-Xbcj"),
        (r"Dictionary size (\d+)", "-Xdict-size"),
        (r"compression-level (\d+)", "-Xcompression-level"),
    ):
        found = re.search(pattern, text)
        if found:
            arguments += [option, found.group(1)]
    if "-Xhc" in text:
        arguments.append("-Xhc")
    return arguments + ["-b", re.search(r"^Block size (\d+)", text, re.M).group(1)]


def install(subject):
    """Shell words that install the package from /var/tmp of the image, and prove it."""
    path = "/var/tmp/" + os.path.basename(subject.package)
    return f"{subject.manager % shlex.quote(path)} && rm -f {shlex.quote(path)} && rpm -q {shlex.quote(subject.name)}"


class Party:
    """A way to do it."""

    name = ""
    needs_raw = False  # works on an unpacked image, and leaves the container alone
    writes = True  # an image

    def __init__(self, program):
        self.program = program

    def steps(self, subject, scratch):
        """Names and commands, in order."""
        raise NotImplementedError

    def output(self, scratch):
        """The file that the user gets."""
        return os.path.join(scratch.out, "out.squashfs")

    def full(self, scratch):
        """The size of the same content packed at once; 0 where nobody asks."""
        return 0

    def finish(self, step, cost, log):
        """Takes what a command told about itself."""


class NodeCustomize(Party):
    """The program, as it is."""

    name = "node-customize"

    def input(self, subject):
        return subject.image

    def steps(self, subject, scratch):
        command = [self.program, "add-rpm", subject.package, self.input(subject), "-o", self.output(scratch)]
        return [("add-rpm", command + ["--allow-unsigned", "--format", "json"])]

    def finish(self, step, cost, log):
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith('{"event":"stage-finished"'):
                    event = json.loads(line)
                    cost.stages[event["stage"]] = event["seconds"]


class AppliancePart(NodeCustomize):
    """The program on an inner image that is unpacked already."""

    name = "appliance part alone"
    needs_raw = True

    def input(self, subject):
        return subject.raw

    def output(self, scratch):
        return os.path.join(scratch.out, "out.img")

    def finish(self, step, cost, log):
        super().finish(step, cost, log)
        # Copying the image to and fro is no part of it.
        cost.wall -= sum(cost.stages.get(stage, 0.0) for stage in CONTAINER_STAGES)


class Check(NodeCustomize):
    """All rules, read by the program itself."""

    name = "node-customize check"
    writes = False
    options = ()

    def steps(self, subject, scratch):
        command = [self.program, "check", subject.image, "--fail-on", "never", "--format", "json"]
        return [("check", command + list(self.options))]


class CheckByAppliance(Check):
    """The same, read by the kernel of an appliance."""

    name = "node-customize check, through an appliance"
    options = ("--through-appliance",)


class Inspect(NodeCustomize):
    """What an image is."""

    name = "node-customize inspect"
    writes = False

    def steps(self, subject, scratch):
        return [("inspect", [self.program, "inspect", subject.image, "--format", "json"])]


class Unpack(Party):
    """What any look at an image costs that begins with unpacking it."""

    name = "unsquashfs"
    writes = False

    def steps(self, subject, scratch):
        tree = os.path.join(scratch.work, "tree")
        return [("unsquashfs", ["unsquashfs", "-no-progress", "-d", tree, subject.image])]


class Recipe(NodeCustomize):
    """A recipe with many files or few."""

    name = "node-customize apply"

    def steps(self, subject, scratch):
        command = [self.program, "apply", subject.recipe, subject.image, "-o", self.output(scratch)]
        return [("apply", command + ["--format", "json"])]


class Successive(NodeCustomize):
    """The program on its own output, again and again; then the result unpacked and packed at once."""

    name = "node-customize, again and again"

    def steps(self, subject, scratch):
        given = subject.image
        for number, package in enumerate((subject.package, *subject.more), 1):
            output = self.numbered(scratch, number)
            command = [self.program, "add-rpm", package, given, "-o", output]
            yield f"run {number}", command + ["--allow-unsigned", "--format", "json"]
            if number > 1:
                os.unlink(given)
            given = output
        os.rename(given, self.output(scratch))
        tree = os.path.join(scratch.work, "tree")
        yield "unsquashfs", ["unsquashfs", "-no-progress", "-d", tree, self.output(scratch)]
        yield (
            "mksquashfs",
            ["mksquashfs", tree, os.path.join(scratch.out, "full.squashfs"), "-no-progress", "-noappend"]
            + compressor_arguments(subject.image),
        )

    @staticmethod
    def numbered(scratch, number):
        return os.path.join(scratch.out, f"out-{number}.squashfs")

    def full(self, scratch):
        return os.path.getsize(os.path.join(scratch.out, "full.squashfs"))


class Classic(Party):
    """Unpack, guestfish, pack."""

    name = "unsquashfs, guestfish, mksquashfs"

    def change(self, subject, raw):
        return (
            "guestfish",
            ["guestfish", "--rw", "-a", raw]
            + ["run", ":", "mount", "/dev/sda", "/"]
            + [":", "copy-in", subject.package, "/var/tmp", ":", "sh", install(subject)],
        )

    def steps(self, subject, scratch):
        tree = os.path.join(scratch.work, "tree")
        raw = os.path.join(tree, subject.inner)
        return [
            ("unsquashfs", ["unsquashfs", "-no-progress", "-d", tree, subject.image]),
            self.change(subject, raw),
            (
                "mksquashfs",
                ["mksquashfs", tree, self.output(scratch), "-no-progress", "-noappend"]
                + compressor_arguments(subject.image),
            ),
        ]


class VirtCustomize(Classic):
    """Unpack, virt-customize, pack."""

    name = "unsquashfs, virt-customize, mksquashfs"

    def change(self, subject, raw):
        return (
            "virt-customize",
            ["virt-customize", "--no-network", "-a", raw]
            + ["--copy-in", subject.package + ":/var/tmp", "--run-command", install(subject)],
        )


ALL = {"node-customize": NodeCustomize, "appliance": AppliancePart, "classic": Classic, "virt-customize": VirtCustomize}
# Not ways to add a package, but cases of their own.
LOOKING = {"check": Check, "check-appliance": CheckByAppliance, "unsquashfs": Unpack, "inspect": Inspect}
EVERY = {**ALL, **LOOKING, "successive": Successive, "recipe": Recipe}


def run(party, subject, base, environment, limit, log):
    """One round of one party in directories of its own, which are gone afterwards."""
    scratch = measure.Scratch(base)
    environment = dict(environment, TMPDIR=scratch.temporary)
    result = Result()
    try:
        for step, command in party.steps(subject, scratch):
            cost = measure.run(command, scratch, environment, log, limit)
            party.finish(step, cost, log)
            result.steps[step] = cost
        if party.writes:
            result.output = os.path.getsize(party.output(scratch))
            if not result.output:
                raise measure.Failed(f"empty output of {party.name}")
        result.full = party.full(scratch)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return result

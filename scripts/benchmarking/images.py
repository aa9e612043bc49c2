"""Images and packages to measure with; kept below sample-images/build/benchmark."""

import hashlib
import io
import os
import random
import shutil
import stat
import subprocess
import tarfile

from parties import Subject

MEBIBYTE = 1 << 20
# How images of the real world are packed, and what newer ones may have.
PACKINGS = {
    "xz-128k-bcj": ["-comp", "xz", "-Xbcj", "x86", "-b", "128K"],
    "xz-1m": ["-comp", "xz", "-b", "1M"],
    "zstd": ["-comp", "zstd", "-b", "128K"],
}
MANAGERS = {
    "centos7": "yum -y --disablerepo='*' --nogpgcheck localinstall %s",
    "rocky9": "dnf -y --disablerepo='*' --nogpgcheck install %s",
    "distro": "rpm -U --nosignature %s",
}
FLAVOURS = {"centos7": "el7", "rocky9": "el9", "distro": "distro"}
INNER = "LiveOS/rootfs.img"
EPOCH = 1767225600


class Images:
    """Makes what is asked for, or finds it made already."""

    def __init__(self, root, say):
        self.root = root
        self.build = os.path.join(root, "sample-images", "build")
        self.directory = os.path.join(self.build, "benchmark")
        self.program = os.path.join(root, "scripts", "node-customize")
        self.say = say
        os.makedirs(self.directory, exist_ok=True)

    def data(self):
        return os.environ.get("NODE_CUSTOMIZE_TEST_DATA", os.path.join(self.root, "..", "shared", "data"))

    def root_tree(self, name):
        """The archive that a sample image is made from."""
        if name == "distro":
            return os.path.join(self.build, "trees", "distro.tar")
        beginning = {"centos7": "centos-7", "rocky9": "rocky-9"}[name]
        try:
            found = [
                file for file in os.listdir(self.data()) if file.startswith(beginning) and file.endswith(".tar.xz")
            ]
        except FileNotFoundError:
            found = []
        if not found:
            raise FileNotFoundError(f"no root tree of {name} in {self.data()}: set NODE_CUSTOMIZE_TEST_DATA")
        return os.path.join(self.data(), max(found))

    def default_name(self):
        try:
            self.root_tree("centos7")
            return "centos7"
        except FileNotFoundError:
            return "distro"

    def sample(self, name):
        """A sample image as published ones are packed."""
        image = os.path.join(self.directory, name + ".squashfs")
        self.tool(os.path.join(self.root, "scripts", "make-sample-image"), name, "-o", image)
        return image

    def demo_package(self, name):
        directory = os.path.join(self.build, "rpms", FLAVOURS[name], "demo")
        package = [file for file in os.listdir(directory) if file.startswith("nc-demo-agent-1.0-")]
        return os.path.join(directory, package[0])

    def payload(self, size):
        """A package with one file of random bytes; without scriptlets, so that its size alone counts."""
        name = f"nc-payload-{size}"
        directory = os.path.join(self.directory, "payloads")
        package = os.path.join(directory, f"{name}-1-1.noarch.rpm")
        if os.path.exists(package):
            return package, name
        self.say(f"building a package of {size} bytes")
        top = os.path.join(directory, "top")
        shutil.rmtree(top, ignore_errors=True)
        os.makedirs(os.path.join(top, "SOURCES"))
        with open(os.path.join(top, "SOURCES", "payload"), "wb") as file:
            write_noise(file, size, name)
        spec = os.path.join(top, name + ".spec")
        with open(spec, "w", encoding="ascii") as file:
            file.write(
                f"Name: {name}\nVersion: 1\nRelease: 1\nSummary: Payload\nLicense: Apache-2.0\nBuildArch: noarch\n"
                "AutoReqProv: no\nSource0: payload\n\n%description\nRandom bytes, to measure with.\n\n"
                f"%install\ninstall -D -m 0644 %{{SOURCE0}} %{{buildroot}}/usr/share/{name}/payload\n\n"
                f"%files\n/usr/share/{name}\n"
            )
        defines = {
            "_topdir": top,
            "_tmppath": top + "/tmp",
            "_dbpath": top + "/db",
            "_rpmdir": directory,
            "_build_name_fmt": "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
            # What rpm 4.11 reads.
            "_binary_payload": "w1.gzdio",
            "_binary_filedigest_algorithm": "8",
            "_source_filedigest_algorithm": "8",
            "debug_package": "%{nil}",
            "__os_install_post": "%{nil}",
        }
        words = [word for key, value in defines.items() for word in ("--define", f"{key} {value}")]
        self.tool("rpmbuild", "-bb", *words, spec)
        shutil.rmtree(top)
        return package, name

    def reference(self, packing, content, size):
        """
        An image with files of the real world: a root tree, and copies of /usr of this machine.

        content: bytes of files besides the root tree; size: of the file system. Made once a machine.
        """
        name = f"reference-{content // MEBIBYTE}m-{packing}"
        image = os.path.join(self.directory, name + ".squashfs")
        if os.path.exists(image):
            return image
        tree = os.path.join(self.directory, f"reference-{content // MEBIBYTE}m.tree")
        if not os.path.exists(tree):
            self.reference_tree(tree, content, size)
        self.say(f"packing {name} (once, and that takes long)")
        self.tool("mksquashfs", tree, image + ".new", "-noappend", "-all-root", *PACKINGS[packing])
        os.rename(image + ".new", image)
        return image

    def reference_tree(self, tree, content, size):
        self.say("making the tree of the reference image (once)")
        new = tree + ".new"
        shutil.rmtree(new, ignore_errors=True)
        os.makedirs(new)
        layer, base = os.path.join(new, "layer.tar"), os.path.join(new, "base.squashfs")
        with tarfile.open(layer, "w", format=tarfile.PAX_FORMAT) as archive:
            add_files(archive, "/usr", content)
        tool_options = ["--size", str(size), "--label", "LiveOS", "--compressor", "lz4"]
        self.tool(self.program, "create", self.root_tree(self.default_name()), layer, "-o", base, *tool_options)
        os.unlink(layer)
        made = os.path.join(new, "tree")
        self.tool("unsquashfs", "-no-progress", "-d", made, base)
        os.rename(made, tree)
        shutil.rmtree(new)

    def many_files(self, count, size):
        """An image with that many small files beside a root tree. Made once a machine."""
        image = os.path.join(self.directory, f"files-{count}.squashfs")
        if os.path.exists(image):
            return image
        self.say(f"making an image of {count} files (once)")
        new = image + ".new"
        shutil.rmtree(new, ignore_errors=True)
        os.makedirs(new)
        layer, made = os.path.join(new, "layer.tar"), os.path.join(new, "image.squashfs")
        with tarfile.open(layer, "w", format=tarfile.PAX_FORMAT) as archive:
            add_files(archive, "/usr", None, most=count, largest=MEBIBYTE // 8)
        self.tool(
            self.program, "create", self.root_tree(self.default_name()), layer, "-o", made,
            "--size", str(size), "--label", "LiveOS", "--compressor", "zstd",
        )
        os.rename(made, image)
        shutil.rmtree(new)
        return image

    def recipe(self, count):
        """A recipe that places files of some lines each."""
        directory = os.path.join(self.directory, f"recipe-{count}")
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        site = os.path.join(directory, "site.yaml")
        with open(site, "w", encoding="ascii") as file:
            file.write("apiVersion: node-customize/v1\nfiles:\n")
            for number in range(count):
                name = f"file-{number}.conf"
                with open(os.path.join(directory, name), "w", encoding="ascii") as content:
                    content.write(f"# file {number} of {count}\n" + "setting = value\n" * 20)
                file.write(f"  - path: /etc/nc-benchmark/{name}\n    source: {name}\n")
        return site

    def subject(self, image, manager, package, name):
        """Unpacks the image's inner file system too, for those who start there."""
        raw = os.path.splitext(image)[0] + ".img"
        if not os.path.exists(raw) or os.path.getmtime(raw) < os.path.getmtime(image):
            tree = raw + ".tree"
            shutil.rmtree(tree, ignore_errors=True)
            self.tool("unsquashfs", "-no-progress", "-d", tree, image, INNER)
            os.rename(os.path.join(tree, INNER), raw)
            os.utime(raw)
            shutil.rmtree(tree)
        return Subject(image, raw, INNER, package, name, MANAGERS[manager])

    def tool(self, *command):
        log = os.path.join(self.directory, "prepare.log")
        with open(log, "wb") as stream:
            result = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, timeout=4 * 3600, check=False
            )
        if result.returncode != 0:
            with open(log, encoding="utf-8", errors="replace") as file:
                last = "".join(file.readlines()[-12:])
            raise RuntimeError(f"{command[0]} failed with exit code {result.returncode}:\n{last}")


def write_noise(file, size, seed):
    source = random.Random(seed)
    while size > 0:
        part = source.randbytes(min(size, 4 * MEBIBYTE))
        file.write(part)
        size -= len(part)


def add_files(archive, top, wanted, most=None, largest=64 * MEBIBYTE):
    """
    Adds regular files below a directory, in the order of their names, until there are enough bytes, or as many as most says.

    No content comes twice as it is: where the directory ends too early, it begins again with every file's
    bytes rotated.
    """
    seen = set()
    done = turn = 0
    while True:
        before = done
        for path in files(top, largest):
            try:
                with open(path, "rb") as file:
                    data = file.read()
            except OSError:
                continue
            data = data[turn * 97 :] + data[: turn * 97]
            digest = hashlib.sha1(data).digest()
            if not data or digest in seen:
                continue
            seen.add(digest)
            entry = tarfile.TarInfo(f"usr/share/nc-benchmark/{turn}{path}")
            entry.size = len(data)
            entry.mtime = EPOCH
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(data))
            done += len(data)
            if (wanted is not None and done >= wanted) or len(seen) == most:
                return
        if done == before:
            raise RuntimeError(f"{top} has no files that can be read")
        turn += 1


def files(top, largest):
    for directory, directories, names in os.walk(top):
        directories.sort()
        for name in sorted(names):
            path = os.path.join(directory, name)
            try:
                status = os.lstat(path)
            except OSError:
                continue
            # A giant says more about itself than about a system.
            if stat.S_ISREG(status.st_mode) and status.st_size <= largest:
                yield path

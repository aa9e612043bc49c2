package org.nodecustomize.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.MemoryTree;

/** Small images to seal, and what they are after it. */
public final class Images {
  public static final Instant TIME = Instant.parse("2024-06-01T00:00:00Z");
  static final String NVR = "/usr/share/imgbase/build/meta/nvr";
  static final String FACTORY = "/usr/share/factory/etc";

  private Images() {}

  /** A sealed image. */
  public record Sealed(MemoryTree tree, SealReport report, boolean edited) {
    String text(String path) {
      return Sealing.text(tree, path);
    }

    /** The notices, without the one that every image without labels gets. */
    List<String> notices() {
      return report.notices().stream()
          .filter(text -> !text.startsWith("the base image has no SELinux labels"))
          .toList();
    }

    List<String> rules() {
      return report.deeds().stream().map(SealReport.Deed::rule).distinct().sorted().toList();
    }
  }

  /** A small node as imgbased knows it: what is in /etc has its copy. */
  static MemoryTree imgbased() {
    MemoryTree tree = root();
    for (String name : List.of("passwd", "group", "shadow", "gshadow", "app.conf")) {
      copy(tree, "/etc/" + name, FACTORY + "/" + name);
    }
    tree.symbolicLink(FACTORY + "/os-release", "../usr/lib/os-release");
    tree.file(FACTORY + "/machine-id", "0123456789abcdef0123456789abcdef\n");
    tree.file(NVR, "ovirt-node-ng-4.5.5-0.20240101.0");
    tree.file("/usr/share/rpm/Packages", "db").symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
    return tree;
  }

  static MemoryTree root() {
    MemoryTree tree = new MemoryTree();
    tree.file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n");
    tree.file("/etc/group", "root:x:0:\nbin:x:1:\nwheel:x:10:\n");
    tree.file("/etc/shadow", "root:!locked::0:99999:7:::\nbin:*:18000:0:99999:7:::\n");
    tree.file("/etc/gshadow", "root:::\nbin:::\nwheel:::\n");
    tree.mode("/etc/shadow", 0).mode("/etc/gshadow", 0);
    tree.file("/etc/machine-id", "").mode("/etc/machine-id", 0444);
    tree.file("/etc/app.conf", "A");
    tree.symbolicLink("/etc/os-release", "../usr/lib/os-release");
    tree.file("/usr/lib/os-release", "ID=centos\n");
    tree.directory("/var/lib").directory("/tmp").directory("/run").directory("/var/log");
    tree.directory("/etc/systemd/system/multi-user.target.wants");
    tree.file("/usr/lib/systemd/system/app.service", "[Install]\nWantedBy=multi-user.target\n");
    tree.file(
        "/usr/lib/systemd/system-preset/98-vendor.preset", "enable sshd.service\ndisable *\n");
    return tree;
  }

  static void copy(MemoryTree tree, String from, String to) {
    FileNode node = tree.node(from).orElseThrow();
    tree.file(to, tree.read(from, 1 << 20).orElseThrow());
    tree.mode(to, node.permissions()).owner(to, node.uid(), node.gid());
  }

  /** Seals what {@code change} makes of the small node. */
  static Sealed sealed(Consumer<MemoryTree> change) {
    MemoryTree after = imgbased();
    change.accept(after);
    return seal(imgbased(), after, SealOptions.of(TIME, new ReleaseWish.Kept()));
  }

  /** Seals by the profile that the base has. */
  public static Sealed seal(FileTree before, FileTree changed, SealOptions options) {
    EditedTree after = new EditedTree(changed, options.time());
    SealReport report =
        Seal.run(
            new SealInput(
                before,
                after,
                LayoutProfile.detect(before),
                FactsReader.read(changed, Optional.empty(), List.of()),
                options));
    return new Sealed(finished(after, report), report, !after.edits().isEmpty());
  }

  /** The tree with all that the report says is to be finished, as a tree of its own. */
  private static MemoryTree finished(FileTree tree, SealReport report) {
    Map<String, Finish> finishes = new TreeMap<>();
    report.finishes().forEach(finish -> finishes.put(finish.path(), finish));
    MemoryTree copy = new MemoryTree();
    tree.walk(
        "/",
        (path, node) -> {
          put(copy, tree, path, node);
          Optional<Finish> finish = Optional.ofNullable(finishes.remove(path));
          copy.modified(path, finish.flatMap(Finish::modified).orElse(node.modified()));
          finish.flatMap(Finish::label).ifPresent(label -> copy.label(path, label));
          return true;
        });
    if (!finishes.isEmpty()) {
      throw new AssertionError("nothing is at " + finishes.keySet());
    }
    return copy;
  }

  private static void put(MemoryTree copy, FileTree tree, String path, FileNode node) {
    switch (node.type()) {
      case DIRECTORY -> copy.directory(path);
      case LINK -> copy.symbolicLink(path, node.target().orElseThrow());
      case REGULAR -> copy.file(path, content(tree, path));
      default -> copy.special(path, node.type());
    }
    if (!node.isLink()) {
      copy.mode(path, node.permissions());
    }
    copy.owner(path, node.uid(), node.gid());
    node.attributes().forEach((name, value) -> copy.attribute(path, name, value.toArray()));
  }

  private static byte[] content(FileTree tree, String path) {
    try (InputStream in = tree.open(path).orElseThrow()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Severity;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.FileNode;

/** NC611: files of packages that are missing or not as the package brought them. */
@RuleInfo(
    id = "NC611",
    slug = "verify-delta",
    summary = "a file of a package was changed or removed by hand",
    kind = CHANGE,
    severity = ERROR,
    consumer = "rpm -V on every host; IMG osupdater.py: migrate_rpm_files",
    fix = "reinstall the package, and change its behaviour by its configuration")
public final class VerifyDelta implements Rule {
  private static final int SHA256 = 8;

  /** The part of {@code st_mode} that is the type, and the type of a regular file. */
  private static final int TYPE = 0170000;

  private static final int REGULAR = 0100000;

  private static final List<String> DATABASES =
      List.of("/var/lib/rpm/", "/usr/share/rpm/", "/usr/lib/sysimage/rpm/");

  @Override
  public void check(RuleContext context, Findings findings) {
    PackageContents contents = context.image().requiredContents();
    for (Change change : context.changes()) {
      String path = change.path();
      Optional<PackageContents.Owned> owned = contents.file(path);
      if (owned.isEmpty() || isExpected(owned.get().file())) {
        continue;
      }
      String owner = owned.get().owner().name();
      InstalledFile file = owned.get().file();
      if (change.isRemoved()) {
        findings.add(severity(path), path, "was removed, but belongs to " + owner);
      } else if (change.isMaterial() && isReplaced(file, change.after().orElseThrow())) {
        findings.add(
            severity(path),
            path,
            "is a "
                + NodeTypes.text(change.after().orElseThrow().type())
                + ", but "
                + owner
                + " brought a file");
      } else if (change.isNewContent() && differs(path, file, context.files())) {
        findings.add(severity(path), path, "is not as " + owner + " brought it");
      }
    }
    missing(context, contents, findings);
  }

  /** What a new package should have brought and is in neither image is no change. */
  private static void missing(RuleContext context, PackageContents contents, Findings findings) {
    Optional<PackageContents> base = context.requiredBase().contents();
    if (base.isEmpty()) {
      return;
    }
    Set<Nevra> before =
        base.get().packages().stream()
            .map(PackageContents.Contents::nevra)
            .collect(Collectors.toSet());
    for (PackageContents.Contents one : contents.packages()) {
      if (before.contains(one.nevra())) {
        continue;
      }
      for (InstalledFile file : one.files()) {
        String path = PackageContents.merged(file.path());
        if (isRegular(file)
            && !isExpected(file)
            && !context.baseFiles().exists(path)
            && !context.files().exists(path)) {
          findings.add(
              severity(path), path, "is missing, but " + one.nevra().name() + " brought it");
        }
      }
    }
  }

  private static boolean isRegular(InstalledFile file) {
    return (file.mode() & TYPE) == REGULAR;
  }

  private static boolean isReplaced(InstalledFile file, FileNode node) {
    return isRegular(file) && !node.isRegular();
  }

  /** Whether rpm expects such a file to be edited or missing. */
  private static boolean isExpected(InstalledFile file) {
    return file.isConfig()
        // EL 7's systemd owns it, and NC309 wants it gone.
        || file.path().equals("/var/lib/systemd/random-seed")
        // EL 7's rpm owns its database, which every transaction changes.
        || DATABASES.stream().anyMatch(file.path()::startsWith)
        || file.isGhost()
        || file.isDocumentation()
        || file.isMissingOk()
        || file.state() != InstalledFile.State.NORMAL
        || file.path().startsWith("/usr/share/man/")
        || file.path().startsWith("/usr/share/locale/");
  }

  private static boolean differs(String path, InstalledFile file, Snapshot files) {
    if (file.digest().isEmpty()) {
      return false;
    }
    long size = files.node(path).map(FileNode::size).orElse(-1L);
    return (file.isSizeVerified() && size != file.size())
        || (file.isDigestVerified()
            && file.digestAlgorithm() == SHA256
            && !files.digest(path).equalsIgnoreCase(file.digest()));
  }

  private static Severity severity(String path) {
    boolean code =
        path.startsWith("/usr/bin/")
            || path.startsWith("/usr/sbin/")
            || path.startsWith("/usr/libexec/")
            || path.startsWith("/usr/lib64/")
            || path.endsWith(".py")
            || path.endsWith(".so");
    return code ? ERROR : WARNING;
  }
}

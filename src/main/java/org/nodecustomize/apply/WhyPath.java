package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.report.Causes;
import org.nodecustomize.report.RecordReader;
import org.nodecustomize.report.WhyReport;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Changes;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreePaths;

/** Tells why a path of an image is as it is, from its rpm database and its record of changes. */
public final class WhyPath {
  /** Number of RFC 9580, section 9.5. */
  private static final int SHA256 = 8;

  private static final int PERMISSIONS = 07777;

  private final HostContext context;

  public WhyPath(HostContext context) {
    this.context = context;
  }

  /**
   * Answers for a path.
   *
   * @throws UsageException if it is not an absolute path
   * @throws OperationException if nothing is there, and nothing that is recorded removed it
   */
  public WhyReport why(Path file, String given) {
    String path = plain(given);
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(file));
    try (OpenedForRules opened = OpenedForRules.open(container, context, clock)) {
      WhyReport report = clock.in(Stage.READ, () -> why(file, path, opened.checked()));
      opened.requireHealthy();
      return report;
    }
  }

  private static String plain(String given) {
    String path = given.length() > 1 && given.endsWith("/") ? given.replaceAll("/+$", "") : given;
    String checked = path.isEmpty() ? "/" : path;
    TreePaths.fault(checked)
        .ifPresent(
            fault -> {
              throw new UsageException(Problem.at(given, fault));
            });
    return checked;
  }

  static WhyReport why(Path file, String path, CheckedImage image) {
    FileTree tree = image.files().tree();
    Causes causes = new Causes(RecordReader.read(Programs.recorded(tree)));
    // Directories on the way may be links; what is recorded has none.
    String place =
        path.equals("/")
            ? path
            : tree.resolve(TreePaths.parent(path))
                .map(parent -> TreePaths.child(parent, TreePaths.name(path)))
                .orElse(path);
    Optional<FileNode> node = tree.node(place);
    Optional<String> original = Causes.original(place);
    List<Causes.Cause> own = causes.of(place);
    List<Causes.Cause> originals = original.map(causes::of).orElse(List.of());
    if (node.isEmpty() && own.isEmpty() && originals.isEmpty()) {
      throw absent(path, tree);
    }
    return new WhyReport(
        file,
        path,
        node.map(WhyPath::state),
        node.flatMap(found -> owner(place, found, image, causes)),
        node.isPresent()
            ? original.flatMap(etc -> copy(etc, place, image.files()))
            : Optional.empty(),
        own,
        originals,
        node.filter(FileNode::isDirectory).map(found -> below(place, image, causes)),
        !causes.isEmpty());
  }

  private static OperationException absent(String path, FileTree tree) {
    String parent = TreePaths.parent(path);
    Problem problem = Problem.at(path, "no such file or directory in the image");
    Optional<String> near = Spelling.nearest(TreePaths.name(path), tree.list(parent));
    return new OperationException(
        near.map(name -> problem.withHint("did you mean " + TreePaths.child(parent, name) + "?"))
            .orElseGet(() -> problem.withHint("see what is there: node-customize ls PATH IMAGE")));
  }

  private static String state(FileNode node) {
    String text = NodeTypes.text(node.type());
    return node.isLink()
        ? text + " to " + node.target().orElse("")
        : "%s, mode %04o, owner %d:%d".formatted(text, node.permissions(), node.uid(), node.gid());
  }

  private static Optional<WhyReport.Owner> owner(
      String path, FileNode node, CheckedImage image, Causes causes) {
    return image
        .contents()
        .flatMap(contents -> contents.file(path))
        .map(
            owned ->
                new WhyReport.Owner(
                    owned.owner().toString(),
                    differences(path, node, owned, image.files()),
                    causes.ofPackage(owned.owner().name())));
  }

  private static List<String> differences(
      String path, FileNode node, PackageContents.Owned owned, Snapshot files) {
    InstalledFile file = owned.file();
    List<String> differences = new ArrayList<>();
    boolean compared = !file.isGhost() && file.state() == InstalledFile.State.NORMAL;
    if (!compared) {
      return differences;
    }
    if (node.isRegular() && !file.digest().isEmpty()) {
      boolean same =
          node.size() == file.size()
              && (file.digestAlgorithm() != SHA256
                  || files.digest(path).equalsIgnoreCase(file.digest()));
      if (!same) {
        differences.add("content");
      }
    } else if (node.isLink() && !node.target().equals(Optional.of(file.target()))) {
      differences.add("link target");
    }
    if (!node.isLink() && (file.mode() & PERMISSIONS) != node.permissions()) {
      differences.add("mode");
    }
    return differences;
  }

  private static Optional<WhyReport.Copy> copy(String original, String path, Snapshot files) {
    if (!files.has(original)) {
      return Optional.empty();
    }
    Set<Aspect> ignored = Set.of(Aspect.TIME, Aspect.ATTRIBUTES);
    return Optional.of(
        new WhyReport.Copy(
            original, ignored.containsAll(Changes.aspects(files, original, files, path))));
  }

  private static WhyReport.Below below(String path, CheckedImage image, Causes causes) {
    int[] counts = new int[4];
    image
        .files()
        .below(path)
        .keySet()
        .forEach(
            name -> {
              boolean packaged = image.contents().filter(known -> known.owns(name)).isPresent();
              int kind =
                  !causes.of(name).isEmpty()
                      ? 0
                      : packaged ? 1 : Causes.original(name).isPresent() ? 2 : 3;
              counts[kind]++;
            });
    return new WhyReport.Below(counts[0], counts[1], counts[2], counts[3]);
  }
}

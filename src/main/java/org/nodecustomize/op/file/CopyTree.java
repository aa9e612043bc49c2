package org.nodecustomize.op.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.Owner;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreePaths;

/**
 * Copies a directory of this machine with all that is in it. Links in it are copied as links, and
 * never followed; devices, FIFOs and sockets are refused. Directories that are in the image already
 * keep owner and mode.
 *
 * @param path the directory in the image that gets what {@code source} holds
 * @param source a directory, or a link to one
 * @param modes of what is new
 * @param exclude patterns relative to {@code source}, see {@link Glob}; a directory that matches is
 *     left out with all that is in it
 * @param replace whether files and links that are there already are replaced
 */
public record CopyTree(
    Origin origin,
    String path,
    Path source,
    Modes modes,
    Optional<Owner> owner,
    Optional<Owner> group,
    List<String> exclude,
    boolean replace)
    implements TreeOperation {
  private static final int MOST = 500_000;

  /**
   * Modes of copies. Those of this machine depend on the umask of whoever made the files, so they are
   * kept on demand only.
   *
   * @param file of every file; where empty, 0755 for what its owner may run, else 0644
   * @param directory of every new directory; where empty, 0755
   * @param kept whether what is empty is as on this machine instead
   */
  public record Modes(OptionalInt file, OptionalInt directory, boolean kept) {

    /** As on this machine. */
    public static final Modes KEPT = new Modes(OptionalInt.empty(), OptionalInt.empty(), true);

    public Modes(OptionalInt file, OptionalInt directory) {
      this(file, directory, false);
    }

    int ofFile(int own) {
      return file.orElse(kept ? own : (own & 0100) == 0 ? 0644 : 0755);
    }

    int ofDirectory(int own) {
      return directory.orElse(kept ? own : 0755);
    }
  }

  public CopyTree {
    exclude = List.copyOf(exclude);
  }

  @Override
  public String title() {
    return "copy the directory " + source + " to " + path;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          Map<String, Path> found = new Finder().find();
          Placement file = placement(tree, 0644);
          for (Map.Entry<String, Path> each : found.entrySet()) {
            try {
              copy(tree, each.getKey(), each.getValue(), file);
            } catch (IOException e) {
              throw unreadable(each.getValue(), e);
            }
          }
        });
  }

  private Placement placement(EditableTree tree, int mode) {
    return new PlacementWish(OptionalInt.of(mode), owner, group, Map.of(), Optional.empty())
        .over(Placement.ofRoot(mode), tree);
  }

  private void copy(EditableTree tree, String place, Path from, Placement owned)
      throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Optional<FileNode> there = tree.node(place);
    if (attributes.isDirectory() || place.equals(path)) {
      if (tree.resolve(place).flatMap(tree::node).filter(FileNode::isDirectory).isEmpty()) {
        tree.putDirectory(place, with(owned, modes.ofDirectory(mode(from))));
      }
    } else if (there.isEmpty() || replace) {
      if (attributes.isSymbolicLink()) {
        tree.putLink(place, Files.readSymbolicLink(from).toString(), owned);
      } else {
        tree.putFile(
            place, Content.of(from, attributes.size()), with(owned, modes.ofFile(mode(from))));
      }
    }
  }

  private static Placement with(Placement owned, int mode) {
    return new Placement(mode, owned.uid(), owned.gid(), owned.attributes());
  }

  /** Set-id bits of this machine's files would be those of the image's root. */
  private static int mode(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:mode") & 0777;
  }

  private static OperationException unreadable(Path file, IOException e) {
    return new OperationException(
        Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
  }

  /** What is to be copied, by its place in the image; all that cannot be is told at once. */
  private final class Finder extends SimpleFileVisitor<Path> {
    private final Map<String, Path> found = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Glob> excluded = exclude.stream().map(this::pattern).toList();
    private Path top = source;

    Map<String, Path> find() {
      try {
        top = source.toRealPath();
        if (!Files.isDirectory(top)) {
          problems.add(Problem.at(source.toString(), "expected a directory"));
        } else if (problems.isEmpty()) {
          Files.walkFileTree(top, this);
        }
      } catch (IOException e) {
        throw unreadable(source, e);
      }
      if (!problems.isEmpty()) {
        problems.sort(Comparator.comparing(Problem::headline));
        throw new OperationException(problems);
      }
      return found;
    }

    private Glob pattern(String text) {
      Glob.fault(text).ifPresent(fault -> problems.add(Problem.at("exclude", fault)));
      return Glob.of(text);
    }

    private boolean isExcluded(String relative) {
      return !relative.isEmpty() && excluded.stream().anyMatch(glob -> glob.matches(relative));
    }

    private FileVisitResult take(Path file) {
      String relative = top.relativize(file).toString();
      if (isExcluded(relative)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (relative.indexOf('\uFFFD') >= 0) {
        problems.add(
            Problem.at(file.toString(), "its name cannot be read in the present locale")
                .withHint("run with LC_ALL=C.UTF-8, or rename it"));
      }
      if (found.size() == MOST) {
        throw new OperationException(
            Problem.at(source.toString(), "more than %,d files in it".formatted(MOST)));
      }
      found.put(relative.isEmpty() ? path : TreePaths.child(path, relative), file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return take(directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isOther() && !isExcluded(top.relativize(file).toString())) {
        problems.add(
            Problem.at(file.toString(), "expected a file, a directory or a link but was a device")
                .withHint("leave it out: exclude: [\"" + top.relativize(file) + "\"]"));
        return FileVisitResult.CONTINUE;
      }
      take(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (!isExcluded(top.relativize(file).toString())) {
        problems.add(Problem.at(file.toString(), "cannot be read: " + e.getMessage()));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}

package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.report.FileListing;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;

/**
 * Lists and reads files of an image, without an appliance where that is possible; changes nothing.
 */
public final class LookIntoImage {
  private static final int MOST_ACCOUNTS = 1 << 20;
  private static final int PIECE = 1 << 16;

  private final HostContext context;

  public LookIntoImage(HostContext context) {
    this.context = context;
  }

  /**
   * Lists a directory, or tells one file.
   *
   * @param follow whether a link at the end of the path is followed
   * @throws OperationException if nothing is there
   * @throws ImageException if the image is none, or damaged
   */
  public FileListing list(Path image, String path, boolean follow) {
    return look(image, path, tree -> list(image, tree, path, follow));
  }

  /**
   * Writes the content of a regular file, links followed.
   *
   * @throws OperationException if there is no regular file
   * @throws HostException if it cannot be written
   * @throws ImageException if the image is none, or damaged
   */
  public void copy(Path image, String path, OutputStream out) {
    look(image, path, tree -> copy(tree, path, out));
  }

  private static FileListing list(Path image, FileTree tree, String path, boolean follow) {
    Optional<String> place = follow ? tree.resolve(path) : Optional.of(path);
    FileNode top = place.flatMap(tree::node).orElseThrow(() -> absent(tree, path));
    List<FileListing.Entry> entries = new ArrayList<>();
    if (top.isDirectory()) {
      tree.walk(
          place.orElse(path),
          (found, node) -> {
            if (entries.isEmpty() && node.inode() == top.inode()) {
              entries.add(new FileListing.Entry(found, node));
              return true;
            }
            entries.add(new FileListing.Entry(found.substring(found.lastIndexOf('/') + 1), node));
            return false;
          });
      entries.remove(0);
    } else {
      entries.add(new FileListing.Entry(path, top));
    }
    return new FileListing(
        image, path, entries, names(tree, "/etc/passwd"), names(tree, "/etc/group"));
  }

  /** Names by number; the files have NAME:PASSWORD:NUMBER:… on each line, see passwd(5). */
  private static Map<Long, String> names(FileTree tree, String file) {
    Map<Long, String> names = new HashMap<>();
    Optional<FileNode> node = tree.resolve(file).flatMap(tree::node).filter(FileNode::isRegular);
    if (node.filter(found -> found.size() <= MOST_ACCOUNTS).isEmpty()) {
      return names;
    }
    byte[] content = tree.read(file, MOST_ACCOUNTS).orElse(new byte[0]);
    for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      String[] fields = line.split(":", -1);
      if (fields.length > 2 && fields[2].matches("[0-9]{1,10}")) {
        names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
      }
    }
    return names;
  }

  private static Boolean copy(FileTree tree, String path, OutputStream out) {
    try {
      Optional<InputStream> opened = tree.open(path);
      if (opened.isEmpty()) {
        throw tree.exists(path)
            ? new OperationException(Problem.at(path, "not a regular file"))
            : absent(tree, path);
      }
      try (InputStream in = opened.get()) {
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
          out.write(piece, 0, count);
        }
      }
      return true;
    } catch (IOException e) {
      throw new HostException(Problem.at(path, "cannot be copied: " + e.getMessage()), e);
    }
  }

  private static OperationException absent(FileTree tree, String path) {
    Problem problem = Problem.at(path, "no such file or directory in the image");
    return new OperationException(
        tree.link(path)
            .map(target -> Problem.at(path, "the link leads nowhere (\"" + target + "\")"))
            .orElse(problem));
  }

  private <T> T look(Path image, String path, Function<FileTree, T> question) {
    if (!path.startsWith("/")) {
      throw new UsageException(
          Problem.at("PATH", "expected an absolute path in the image but was \"" + path + "\"")
              .withHint("the path comes before the image: node-customize ls /etc IMAGE"));
    }
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(image));
    try (ReadableImage readable =
        ReadableImage.open(container, ReadableImage.Extent.SOME_PATHS, context, clock)) {
      T answer = clock.in(Stage.READ, () -> question.apply(readable.tree()));
      readable.requireHealthy();
      return answer;
    }
  }
}

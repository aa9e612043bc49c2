package org.nodecustomize.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.tree.Aspect;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeDifference;
import org.nodecustomize.tree.UnifiedDiff;

/** Compares every name of two trees. */
public final class FileDifferences {
  /** Larger texts are only told to differ. */
  private static final int SMALL_TEXT = 64 << 10;

  /** Readable for everybody, as a file and as what is on the way to it. */
  private static final int WORLD_READABLE = 04;

  private static final int WORLD_SEARCHABLE = 01;

  private final FileTree before;
  private final FileTree after;
  private final List<String> databases;
  private final List<FileChange> changes = new ArrayList<>();
  private final Map<Noise, Integer> noise = new EnumMap<>(Noise.class);

  private FileDifferences(FileTree before, FileTree after) {
    this.before = before;
    this.after = after;
    this.databases = Noise.databasePlaces(before, after);
  }

  /**
   * The result.
   *
   * @param changes in the order of the paths
   * @param noise how many names differ without saying anything
   */
  public record Result(List<FileChange> changes, Map<Noise, Integer> noise) {
    public Result {
      changes = List.copyOf(changes);
      noise = Map.copyOf(noise);
    }
  }

  /**
   * Compares two trees.
   *
   * @param progress told now and then, while content is compared; may throw to end it
   * @throws org.nodecustomize.diag.ImageException if one of the trees is damaged
   */
  public static Result between(FileTree before, FileTree after, Runnable progress) {
    FileDifferences differences = new FileDifferences(before, after);
    TreeDifference.between(
            TreeDifference.Side.of(before),
            TreeDifference.Side.of(after),
            (path, was, is) -> {
              progress.run();
              return false;
            })
        .entries()
        .forEach(differences::tell);
    return new Result(differences.changes, differences.noise);
  }

  private void tell(TreeDifference.Entry entry) {
    Optional<Noise> known =
        entry.aspects().equals(Set.of(Aspect.TIME))
            ? Optional.of(Noise.TIMES)
            : Noise.of(entry.path(), databases);
    if (known.isPresent()) {
      noise.merge(known.get(), 1, Integer::sum);
      return;
    }
    boolean content = entry.aspects().contains(Aspect.CONTENT);
    changes.add(
        new FileChange(
            entry.path(),
            kind(entry.kind()),
            NodeFacts.of(entry),
            content ? text(entry) : List.of(),
            Optional.empty()));
  }

  private static FileChange.Kind kind(TreeDifference.Kind kind) {
    return switch (kind) {
      case ADDED -> FileChange.Kind.ADDED;
      case REMOVED -> FileChange.Kind.REMOVED;
      case CHANGED -> FileChange.Kind.CHANGED;
    };
  }

  private List<String> text(TreeDifference.Entry entry) {
    Optional<String> one = text(before, entry.path(), entry.before());
    Optional<String> other = text(after, entry.path(), entry.after());
    return one.isPresent() && other.isPresent()
        ? UnifiedDiff.of(one.get(), other.get()).orElse(List.of())
        : List.of();
  }

  private static Optional<String> text(FileTree tree, String path, Optional<FileNode> node) {
    return node.filter(
            file -> file.size() <= SMALL_TEXT && (file.permissions() & WORLD_READABLE) != 0)
        .filter(file -> isReachable(tree, path))
        .flatMap(file -> tree.read(path, SMALL_TEXT))
        .flatMap(FileDifferences::decode);
  }

  /** What is in /root, for instance, is not for everybody, whatever its own mode is. */
  private static boolean isReachable(FileTree tree, String path) {
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      boolean open =
          tree.node(path.substring(0, end))
              .filter(directory -> (directory.permissions() & WORLD_SEARCHABLE) != 0)
              .isPresent();
      if (!open) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> decode(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean binary =
          text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r' && c != '\f');
      return binary ? Optional.empty() : Optional.of(text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}

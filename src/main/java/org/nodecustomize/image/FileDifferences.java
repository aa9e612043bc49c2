package org.nodecustomize.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.PathOrder;
import org.nodecustomize.tree.UnifiedDiff;

/** Compares every name of two trees. */
public final class FileDifferences {
  /** Larger texts are only told to differ. */
  private static final int SMALL_TEXT = 64 << 10;

  /** Readable for everybody; nothing of other files is shown. */
  private static final int WORLD_READABLE = 04;

  private static final int CHUNK = 128 << 10;

  private final FileTree before;
  private final FileTree after;
  private final List<String> databases;
  private final LongConsumer read;
  private final List<FileChange> changes = new ArrayList<>();
  private final Map<Noise, Integer> noise = new EnumMap<>(Noise.class);
  private final byte[] left = new byte[CHUNK];
  private final byte[] right = new byte[CHUNK];

  private FileDifferences(FileTree before, FileTree after, LongConsumer read) {
    this.before = before;
    this.after = after;
    this.databases = Noise.databasePlaces(before, after);
    this.read = read;
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

  /** A name with what it is. */
  private record Name(String path, FileNode node) {}

  /**
   * Compares two trees.
   *
   * @param read told, now and then, how many names were compared so far; may throw to end it
   * @throws ImageException if one of the trees is damaged
   */
  public static Result between(FileTree before, FileTree after, LongConsumer read) {
    FileDifferences differences = new FileDifferences(before, after, read);
    differences.compare(names(before), names(after));
    return new Result(differences.changes, differences.noise);
  }

  private static List<Name> names(FileTree tree) {
    List<Name> names = new ArrayList<>();
    tree.walk(
        "/",
        (path, node) -> {
          names.add(new Name(path, node));
          return true;
        });
    return names;
  }

  private void compare(List<Name> lefts, List<Name> rights) {
    Comparator<String> order = PathOrder.PATHS;
    int i = 0;
    int j = 0;
    while (i < lefts.size() || j < rights.size()) {
      if ((i + j) % 256 == 0) {
        read.accept(Math.max(i, j));
      }
      int side =
          i == lefts.size()
              ? 1
              : j == rights.size() ? -1 : order.compare(lefts.get(i).path, rights.get(j).path);
      if (side < 0) {
        single(lefts.get(i++), FileChange.Kind.REMOVED);
      } else if (side > 0) {
        single(rights.get(j++), FileChange.Kind.ADDED);
      } else {
        both(lefts.get(i++), rights.get(j++));
      }
    }
  }

  private void single(Name name, FileChange.Kind kind) {
    Optional<Noise> known = Noise.of(name.path, databases);
    if (known.isPresent()) {
      noise.merge(known.get(), 1, Integer::sum);
      return;
    }
    boolean added = kind == FileChange.Kind.ADDED;
    List<FactChange> details =
        NodeFacts.of(name.node).entrySet().stream()
            .map(
                fact ->
                    new FactChange(
                        fact.getKey(),
                        added ? Optional.empty() : Optional.of(fact.getValue()),
                        added ? Optional.of(fact.getValue()) : Optional.empty()))
            .toList();
    changes.add(new FileChange(name.path, kind, details, List.of(), Optional.empty()));
  }

  private void both(Name was, Name is) {
    List<FactChange> details = new ArrayList<>(NodeFacts.between(was.node, is.node));
    boolean content = was.node.isRegular() && is.node.isRegular() && contentDiffers(was, is);
    if (content) {
      details.add(
          new FactChange(
              "content",
              Optional.of(NodeFacts.size(was.node)),
              Optional.of(NodeFacts.size(is.node))));
    }
    if (details.isEmpty()) {
      if (!was.node.modified().equals(is.node.modified())) {
        noise.merge(Noise.TIMES, 1, Integer::sum);
      }
      return;
    }
    Optional<Noise> known = Noise.of(is.path, databases);
    if (known.isPresent()) {
      noise.merge(known.get(), 1, Integer::sum);
      return;
    }
    changes.add(
        new FileChange(
            is.path,
            FileChange.Kind.CHANGED,
            details,
            content ? text(was, is) : List.of(),
            Optional.empty()));
  }

  private boolean contentDiffers(Name was, Name is) {
    if (was.node.size() != is.node.size()) {
      return true;
    }
    if (was.node.size() == 0) {
      return false;
    }
    try (InputStream one = open(before, was.path);
        InputStream other = open(after, is.path)) {
      while (true) {
        int count = one.readNBytes(left, 0, CHUNK);
        int otherCount = other.readNBytes(right, 0, CHUNK);
        if (!Arrays.equals(left, 0, count, right, 0, otherCount)) {
          return true;
        }
        if (count == 0) {
          return false;
        }
      }
    } catch (IOException e) {
      throw new ImageException(Problem.at(is.path, "cannot be read: " + e.getMessage()), e);
    }
  }

  private static InputStream open(FileTree tree, String path) throws IOException {
    return tree.open(path).orElseThrow(() -> new IOException("it is not there"));
  }

  private List<String> text(Name was, Name is) {
    Optional<String> one = text(before, was);
    Optional<String> other = text(after, is);
    return one.isPresent() && other.isPresent()
        ? UnifiedDiff.of(one.get(), other.get()).orElse(List.of())
        : List.of();
  }

  private static Optional<String> text(FileTree tree, Name name) {
    boolean fit = name.node.size() <= SMALL_TEXT && (name.node.permissions() & WORLD_READABLE) != 0;
    return fit
        ? tree.read(name.path, SMALL_TEXT).flatMap(FileDifferences::decode)
        : Optional.empty();
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

package org.nodecustomize.op.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;

/**
 * A tree in memory that can be changed and tells what was. It is strict: paths must be absolute and
 * plain, and what is of another type is not replaced.
 */
final class SmallTree implements EditableTree {
  private static final int LINKS = 40;
  private static final Instant TIME = Instant.EPOCH;

  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private TreeMap<String, Entry> before = new TreeMap<>();
  private final List<String> edits = new ArrayList<>();

  /** Content of a file as ISO 8859-1, or the text of a link. */
  private record Entry(
      NodeType type, String text, int mode, long uid, long gid, Map<String, Bytes> attributes) {}

  SmallTree() {
    entries.put("/", new Entry(NodeType.DIRECTORY, "", 0755, 0, 0, Map.of()));
  }

  SmallTree with(String path, String text) {
    put(
        path,
        entry(NodeType.REGULAR, text.getBytes(StandardCharsets.UTF_8), Placement.ofRoot(0644)));
    return begin();
  }

  SmallTree with(String path, byte[] content, Placement placement) {
    put(path, entry(NodeType.REGULAR, content, placement));
    return begin();
  }

  SmallTree withLink(String path, String target) {
    put(path, new Entry(NodeType.LINK, target, 0777, 0, 0, Map.of()));
    return begin();
  }

  SmallTree withDirectory(String path) {
    put(path, new Entry(NodeType.DIRECTORY, "", 0755, 0, 0, Map.of()));
    return begin();
  }

  /** From here on changes are told. */
  SmallTree begin() {
    before = new TreeMap<>(entries);
    edits.clear();
    return this;
  }

  /** Every edit that was asked for since {@link #begin}. */
  List<String> edits() {
    return List.copyOf(edits);
  }

  String text(String path) {
    return new String(
        read(path, 1 << 20).orElseThrow(() -> new AssertionError("no " + path)),
        StandardCharsets.UTF_8);
  }

  /** What differs since {@link #begin}: files with mode, owner and content. */
  String difference() {
    StringBuilder told = new StringBuilder();
    TreeMap<String, Entry> all = new TreeMap<>(before);
    all.putAll(entries);
    for (String path : all.keySet()) {
      Entry old = before.get(path);
      Entry now = entries.get(path);
      if (now == null) {
        told.append("- ").append(path).append('\n');
      } else if (!now.equals(old)) {
        told.append(old == null ? "+ " : "~ ").append(path);
        switch (now.type()) {
          case LINK -> told.append(" -> ").append(now.text()).append('\n');
          case DIRECTORY -> told.append("/ ").append(owner(now)).append('\n');
          default -> {
            told.append(' ').append(owner(now)).append('\n');
            new String(now.text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> told.append(line.isEmpty() ? "" : "    " + line).append('\n'));
          }
        }
      }
    }
    return told.toString();
  }

  /** Writes everything below a directory of this machine; owners are left out. */
  void exportTo(Path top) throws IOException {
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Path path = top.resolve(named.getKey().substring(1));
      Entry entry = named.getValue();
      switch (entry.type()) {
        case LINK -> Files.createSymbolicLink(path, Path.of(entry.text()));
        case DIRECTORY -> Files.createDirectories(path);
        default -> {
          Files.write(path, entry.text().getBytes(StandardCharsets.ISO_8859_1));
          Files.setAttribute(path, "unix:mode", entry.mode());
        }
      }
    }
  }

  private static String owner(Entry entry) {
    return "%04o %d:%d".formatted(entry.mode(), entry.uid(), entry.gid());
  }

  private static Entry entry(NodeType type, byte[] content, Placement placement) {
    return new Entry(
        type,
        new String(content, StandardCharsets.ISO_8859_1),
        placement.permissions(),
        placement.uid(),
        placement.gid(),
        placement.attributes());
  }

  private void put(String path, Entry entry) {
    String place =
        parent(checked(path)).equals("/")
            ? path
            : directory(parent(path)) + path.substring(path.lastIndexOf('/'));
    Entry old = entries.get(place);
    if (old != null && (old.type() == NodeType.DIRECTORY) != (entry.type() == NodeType.DIRECTORY)) {
      throw new OperationException(Problem.at(path, "a " + old.type() + " is in the way"));
    }
    entries.put(place, entry);
  }

  /** The directory without links in its path, made where it is missing. */
  private String directory(String path) {
    Optional<String> there = resolve(path);
    if (there.isPresent()) {
      if (!type(there.get()).equals(Optional.of(NodeType.DIRECTORY))) {
        throw new OperationException(Problem.at(path, "not a directory"));
      }
      return there.get();
    }
    put(path, new Entry(NodeType.DIRECTORY, "", 0755, 0, 0, Map.of()));
    return resolve(path).orElseThrow();
  }

  private static String checked(String path) {
    boolean plain =
        path.equals("/")
            || (path.startsWith("/")
                && Arrays.stream(path.substring(1).split("/", -1))
                    .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")));
    if (!plain) {
      throw new AssertionError("not a plain absolute path: " + path);
    }
    return path;
  }

  private static String parent(String path) {
    return path.lastIndexOf('/') == 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
  }

  private Optional<String> resolve(String path, boolean last) {
    Deque<String> parts = new ArrayDeque<>(List.of(checked(path).substring(1).split("/", -1)));
    String place = "/";
    int links = 0;
    while (!parts.isEmpty()) {
      String part = parts.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        place = parent(place);
        continue;
      }
      String next = place.equals("/") ? "/" + part : place + "/" + part;
      Entry entry = entries.get(next);
      if (entry == null) {
        return Optional.empty();
      }
      if (entry.type() == NodeType.LINK && (last || !parts.isEmpty())) {
        if (++links > LINKS) {
          return Optional.empty();
        }
        List<String> target = List.of(entry.text().split("/", -1));
        for (int i = target.size() - 1; i >= 0; i--) {
          parts.push(target.get(i));
        }
        place = entry.text().startsWith("/") ? "/" : place;
      } else {
        place = next;
      }
    }
    return Optional.of(place);
  }

  private Optional<Entry> at(String path, boolean last) {
    return resolve(path, last).map(entries::get);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return at(path, false)
        .map(
            entry ->
                new FileNode(
                    entry.type(),
                    entry.mode(),
                    entry.uid(),
                    entry.gid(),
                    entry.text().length(),
                    TIME,
                    resolve(path, false).orElseThrow().hashCode(),
                    1,
                    0,
                    Optional.of(entry.text()).filter(text -> entry.type() == NodeType.LINK),
                    entry.attributes()));
  }

  @Override
  public Optional<String> resolve(String path) {
    return resolve(path, true);
  }

  @Override
  public Optional<InputStream> open(String path) {
    return read(path, Integer.MAX_VALUE).map(ByteArrayInputStream::new);
  }

  @Override
  public void walk(String top, Visitor visitor) {
    Optional<FileNode> node = node(top);
    if (node.isPresent() && visitor.visit(top, node.get()) && node.get().isDirectory()) {
      list(top).forEach(name -> walk(top.equals("/") ? "/" + name : top + "/" + name, visitor));
    }
  }

  @Override
  public boolean exists(String path) {
    return at(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return at(path, false).map(Entry::type);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<Entry> file = at(path, true).filter(entry -> entry.type() == NodeType.REGULAR);
    if (file.isPresent() && file.get().text().length() > limit) {
      throw new OperationException(Problem.at(path, "larger than " + limit + " bytes"));
    }
    return file.map(entry -> entry.text().getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public Optional<String> link(String path) {
    return at(path, false).filter(entry -> entry.type() == NodeType.LINK).map(Entry::text);
  }

  @Override
  public List<String> list(String path) {
    Optional<String> place = resolve(path, true);
    if (place.map(entries::get).filter(entry -> entry.type() == NodeType.DIRECTORY).isEmpty()) {
      return List.of();
    }
    String prefix = place.get().equals("/") ? "/" : place.get() + "/";
    return entries.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
        .map(name -> name.substring(prefix.length()))
        .filter(name -> !name.contains("/"))
        .toList();
  }

  @Override
  public void putFile(String path, Content content, Placement placement) {
    edits.add("file " + path);
    try (InputStream in = content.open()) {
      put(path, entry(NodeType.REGULAR, in.readAllBytes(), placement));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void putDirectory(String path, Placement placement) {
    edits.add("directory " + path);
    put(path, entry(NodeType.DIRECTORY, new byte[0], placement));
  }

  @Override
  public void putLink(String path, String target, Placement placement) {
    edits.add("link " + path);
    put(path, new Entry(NodeType.LINK, target, 0777, placement.uid(), placement.gid(), Map.of()));
  }

  @Override
  public void remove(String path) {
    edits.add("remove " + path);
    entries.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  @Override
  public void setPlacement(String path, Placement placement) {
    edits.add("placement " + path);
    Entry entry =
        at(path, false)
            .orElseThrow(() -> new OperationException(Problem.at(path, "nothing is there")));
    entries.put(
        resolve(path, false).orElseThrow(),
        new Entry(
            entry.type(),
            entry.text(),
            placement.permissions(),
            placement.uid(),
            placement.gid(),
            placement.attributes()));
  }
}

package org.nodecustomize.tree;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * A tree in memory. It is strict: paths must be absolute and plain, files have their directories,
 * and nothing is replaced by something of another kind.
 *
 * <p>Everything is owned by root and from {@link #TIME}; directories have the mode 0755, links 0777
 * and all else 0644, until the test says otherwise. A file that is given new content keeps the rest.
 */
public class MemoryTree implements FileTree {
  /** When everything was changed that has no time of its own. */
  public static final Instant TIME = Instant.parse("2024-02-29T12:00:00Z");

  /** Names, in the order of a walk; hard links have one node. */
  private final Map<String, Node> nodes = new TreeMap<>(PathOrder.PATHS);

  private final PathResolver<Place> resolver = new PathResolver<>(new Steps());
  private long lastInode = 1;

  /** A name with what it has. */
  private record Place(String path, Node node) {}

  /** An inode. */
  private static final class Node {
    final NodeType type;
    final long inode;
    byte[] content = {};
    String target = "";
    int permissions;
    long uid;
    long gid;
    long device;
    Instant modified = TIME;
    final Map<String, Bytes> attributes = new TreeMap<>();

    Node(NodeType type, long inode) {
      this.type = type;
      this.inode = inode;
      this.permissions = type == NodeType.DIRECTORY ? 0755 : type == NodeType.LINK ? 0777 : 0644;
    }
  }

  private final class Steps implements PathResolver.Tree<Place> {
    @Override
    public Place root() {
      return new Place("/", existing("/"));
    }

    @Override
    public NodeType type(Place place) {
      return place.node().type;
    }

    @Override
    public Optional<Place> child(Place directory, String name) {
      String path = below(directory.path()) + name;
      return Optional.ofNullable(nodes.get(path)).map(node -> new Place(path, node));
    }

    @Override
    public String target(Place link) {
      return link.node().target;
    }
  }

  public MemoryTree() {
    nodes.put("/", new Node(NodeType.DIRECTORY, ++lastInode));
  }

  /** Adds a directory with its parents. */
  public final MemoryTree directory(String path) {
    if (!checked(path).equals("/")) {
      put(path, NodeType.DIRECTORY);
    }
    return this;
  }

  /** Adds a file with its parents. */
  public final MemoryTree file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file with its parents. */
  public final MemoryTree file(String path, byte[] content) {
    put(path, NodeType.REGULAR).content = content.clone();
    return this;
  }

  /** Adds a symbolic link with its parents. */
  public final MemoryTree symbolicLink(String path, String target) {
    put(path, NodeType.LINK).target = target;
    return this;
  }

  /** Adds another name of a file, with its parents. */
  public final MemoryTree hardLink(String path, String existing) {
    Node node = nodes.get(checked(existing));
    if (node == null || node.type == NodeType.DIRECTORY) {
      throw new AssertionError("no file " + existing + " to link " + path + " to");
    }
    directory(parent(checked(path)));
    if (nodes.putIfAbsent(path, node) != null) {
      throw new AssertionError(path + " is there already");
    }
    return this;
  }

  /** Adds a device with its parents. */
  public final MemoryTree device(String path, NodeType type, int major, int minor) {
    if (type != NodeType.BLOCK_DEVICE && type != NodeType.CHARACTER_DEVICE) {
      throw new AssertionError("not a type of devices: " + type);
    }
    put(path, type).device = DeviceNumber.of(major, minor);
    return this;
  }

  /** Adds a FIFO or a socket with its parents. */
  public final MemoryTree special(String path, NodeType type) {
    if (type != NodeType.FIFO && type != NodeType.SOCKET) {
      throw new AssertionError("neither a FIFO nor a socket: " + type);
    }
    put(path, type);
    return this;
  }

  /** Gives what is there another owner. */
  public final MemoryTree owner(String path, long uid, long gid) {
    Node node = existing(path);
    node.uid = uid;
    node.gid = gid;
    return this;
  }

  /** Gives what is there another mode, for instance {@code 04755}. */
  public final MemoryTree mode(String path, int permissions) {
    existing(path).permissions = permissions;
    return this;
  }

  /** Gives what is there another time. */
  public final MemoryTree modified(String path, Instant time) {
    existing(path).modified = time;
    return this;
  }

  /** Gives what is there an extended attribute. */
  public final MemoryTree attribute(String path, String name, byte[] value) {
    existing(path).attributes.put(name, Bytes.of(value));
    return this;
  }

  /** Gives what is there an SELinux label, with the zero byte at its end that the kernel keeps. */
  public final MemoryTree label(String path, String context) {
    return attribute(
        path, "security.selinux", (context + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  /** Takes away a file or a directory with all that is in it. */
  public final void delete(String path) {
    checked(path);
    if (path.equals("/")) {
      throw new AssertionError("the root must not be removed");
    }
    nodes.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  /** Everything in the tree, sorted; directories end with a slash, links have their text. */
  public final List<String> everything() {
    return nodes.entrySet().stream()
        .filter(entry -> !entry.getKey().equals("/"))
        .map(
            entry ->
                switch (entry.getValue().type) {
                  case DIRECTORY -> entry.getKey() + "/";
                  case LINK -> entry.getKey() + " -> " + entry.getValue().target;
                  default -> entry.getKey();
                })
        .sorted()
        .toList();
  }

  private Node put(String path, NodeType type) {
    String parent = parent(checked(path));
    if (path.equals("/")) {
      throw new AssertionError("the root is a directory");
    }
    if (!nodes.containsKey(parent)) {
      directory(parent);
    }
    Node before = nodes.get(path);
    if (before != null && before.type != type) {
      throw new AssertionError(path + " is a " + before.type + ", not a " + type);
    }
    if (existing(parent).type != NodeType.DIRECTORY) {
      throw new AssertionError("no directory for " + path);
    }
    return nodes.computeIfAbsent(path, name -> new Node(type, ++lastInode));
  }

  private Node existing(String path) {
    Node node = nodes.get(checked(path));
    if (node == null) {
      throw new AssertionError("nothing at " + path);
    }
    return node;
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

  private static String below(String directory) {
    return directory.equals("/") ? "/" : directory + "/";
  }

  private Optional<Place> place(String path, boolean followLast) {
    return resolver.find(checked(path), followLast).map(PathResolver.Place::node);
  }

  private Optional<Node> regular(String path) {
    return place(path, true).map(Place::node).filter(node -> node.type == NodeType.REGULAR);
  }

  private FileNode told(String path, Node node) {
    boolean directory = node.type == NodeType.DIRECTORY;
    boolean link = node.type == NodeType.LINK;
    long size = link ? TreeNames.encode(node.target).length : node.content.length;
    return new FileNode(
        node.type,
        node.permissions,
        node.uid,
        node.gid,
        directory ? 4096 : size,
        node.modified,
        node.inode,
        directory ? 2 + directories(path) : names(node),
        node.device,
        link ? Optional.of(node.target) : Optional.empty(),
        node.attributes);
  }

  private long names(Node node) {
    return nodes.values().stream().filter(other -> other == node).count();
  }

  private long directories(String path) {
    return list(path).stream()
        .filter(name -> existing(below(path) + name).type == NodeType.DIRECTORY)
        .count();
  }

  @Override
  public boolean exists(String path) {
    return place(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return place(path, false).map(place -> place.node().type);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return place(path, false).map(place -> told(place.path(), place.node()));
  }

  @Override
  public Optional<String> resolve(String path) {
    return place(path, true).map(Place::path);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<Node> file = regular(path);
    if (file.isPresent() && file.get().content.length > limit) {
      throw new OperationException(Problem.at(path, "larger than " + limit + " bytes"));
    }
    return file.map(node -> node.content.clone());
  }

  @Override
  public Optional<InputStream> open(String path) {
    return regular(path).map(node -> new ByteArrayInputStream(node.content));
  }

  @Override
  public Optional<String> link(String path) {
    return place(path, false)
        .map(Place::node)
        .filter(node -> node.type == NodeType.LINK)
        .map(node -> node.target);
  }

  @Override
  public List<String> list(String path) {
    Optional<Place> place =
        place(path, true).filter(found -> found.node().type == NodeType.DIRECTORY);
    if (place.isEmpty()) {
      return List.of();
    }
    String prefix = below(place.get().path());
    return nodes.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
        .map(name -> name.substring(prefix.length()))
        .filter(name -> !name.contains("/"))
        .toList();
  }

  @Override
  public void walk(String top, Visitor visitor) {
    place(top, false).ifPresent(place -> walk(place, visitor));
  }

  private void walk(Place place, Visitor visitor) {
    boolean deeper = visitor.visit(place.path(), told(place.path(), place.node()));
    if (deeper && place.node().type == NodeType.DIRECTORY) {
      for (String name : list(place.path())) {
        String path = below(place.path()) + name;
        walk(new Place(path, existing(path)), visitor);
      }
    }
  }
}

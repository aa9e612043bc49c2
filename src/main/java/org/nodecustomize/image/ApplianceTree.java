package org.nodecustomize.image;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.FileStatus;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.PathOrder;
import org.nodecustomize.tree.PathResolver;
import org.nodecustomize.tree.TreePaths;

/**
 * A file tree that is mounted in an appliance, whatever its file system. Nothing is kept between
 * calls, so changes are seen. A walk takes four calls for a directory.
 *
 * <p>Names have to be UTF-8: the appliance's protocol loses others, so {@link ImageException} says
 * that there is one.
 */
public final class ApplianceTree implements FileTree {
  /** Bytes of a path of Linux without its end. */
  private static final int MOST_PATH = 4095;

  private final Appliance appliance;
  private final PathResolver<Place> resolver = new PathResolver<>(new Steps());

  private record Place(String path, FileStatus status) {
    NodeType type() {
      return NodeType.ofMode(status.mode());
    }
  }

  private record Entry(String path, FileNode node) {}

  private final class Steps implements PathResolver.Tree<Place> {
    @Override
    public Place root() {
      return place("/").orElseThrow(() -> new IllegalStateException("nothing is mounted"));
    }

    @Override
    public NodeType type(Place place) {
      return place.type();
    }

    @Override
    public Optional<Place> child(Place directory, String name) {
      return place(below(directory.path()) + name);
    }

    @Override
    public String target(Place link) {
      return appliance.readLink(link.path());
    }
  }

  /**
   * @param appliance with the tree mounted at {@code /}
   */
  public ApplianceTree(Appliance appliance) {
    this.appliance = appliance;
  }

  private Optional<Place> place(String path) {
    return appliance.status(path).map(status -> new Place(path, status));
  }

  /**
   * Refuses what an appliance cannot be asked for.
   *
   * @throws ImageException if a name is not UTF-8, or the path too long
   */
  static void requireAskable(String path) {
    if (path.length() > MOST_PATH) {
      throw new ImageException(Problem.at(path.substring(0, 100), "a path that is too long"));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw noUtf8(TreePaths.parent(path));
    }
  }

  private static ImageException noUtf8(String directory) {
    return new ImageException(
        Problem.at(directory, "unsupported: a name in this directory is not UTF-8"));
  }

  private static String below(String directory) {
    return directory.equals("/") ? "/" : directory + "/";
  }

  private Optional<Place> find(String path, boolean followLast) {
    return resolver.find(path, followLast).map(PathResolver.Place::node);
  }

  private Optional<Place> regular(String path) {
    return find(path, true).filter(place -> place.type() == NodeType.REGULAR);
  }

  @Override
  public boolean exists(String path) {
    return find(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return find(path, false).map(Place::type);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return find(path, false).map(this::told);
  }

  @Override
  public Optional<String> resolve(String path) {
    return find(path, true).map(Place::path);
  }

  @Override
  public Optional<String> link(String path) {
    return find(path, false)
        .filter(place -> place.type() == NodeType.LINK)
        .map(place -> appliance.readLink(place.path()));
  }

  @Override
  public List<String> list(String path) {
    return find(path, true)
        .filter(place -> place.type() == NodeType.DIRECTORY)
        .map(place -> appliance.list(place.path()).stream().sorted(PathOrder.PATHS).toList())
        .orElse(List.of());
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<Place> file = regular(path);
    if (file.isPresent() && file.get().status().size() > limit) {
      throw new OperationException(
          Problem.at(
              path, "larger than " + limit + " bytes (" + file.get().status().size() + " bytes)"));
    }
    return file.map(place -> appliance.read(place.path(), limit));
  }

  @Override
  public Optional<InputStream> open(String path) {
    return regular(path)
        .map(place -> new ApplianceFileStream(appliance, place.path(), place.status().size()));
  }

  private FileNode told(Place place) {
    Optional<String> target =
        place.type() == NodeType.LINK
            ? Optional.of(appliance.readLink(place.path()))
            : Optional.empty();
    return told(place.status(), target, appliance.attributes(place.path()));
  }

  private static FileNode told(
      FileStatus status, Optional<String> target, Map<String, byte[]> attributes) {
    NodeType type = NodeType.ofMode(status.mode());
    boolean device = type == NodeType.BLOCK_DEVICE || type == NodeType.CHARACTER_DEVICE;
    Map<String, Bytes> told = new HashMap<>();
    attributes.forEach((name, value) -> told.put(name, Bytes.of(value)));
    return new FileNode(
        type,
        status.permissions(),
        status.uid(),
        status.gid(),
        status.size(),
        status.modified(),
        status.inode(),
        status.links(),
        device ? status.device() : 0,
        target,
        told);
  }

  @Override
  public void walk(String top, Visitor visitor) {
    Optional<Place> start = find(top, false);
    if (start.isEmpty()) {
      return;
    }
    Deque<Entry> ahead = new ArrayDeque<>();
    ahead.push(new Entry(start.get().path(), told(start.get())));
    while (!ahead.isEmpty()) {
      Entry entry = ahead.pop();
      if (visitor.visit(entry.path(), entry.node()) && entry.node().isDirectory()) {
        List<Entry> entries = entries(entry.path());
        for (int i = entries.size() - 1; i >= 0; i--) {
          ahead.push(entries.get(i));
        }
      }
    }
  }

  /** In the order of their names. */
  private List<Entry> entries(String directory) {
    Map<String, FileStatus> statuses = new TreeMap<>(PathOrder.PATHS);
    statuses.putAll(appliance.statuses(directory));
    if (statuses.size() != appliance.list(directory).size()) {
      throw noUtf8(directory);
    }
    Iterator<Map<String, byte[]>> attributes =
        appliance.attributesOf(directory, List.copyOf(statuses.keySet())).iterator();
    Map<String, String> texts = texts(directory, statuses);
    List<Entry> entries = new ArrayList<>();
    statuses.forEach(
        (name, status) -> {
          String path = below(directory) + name;
          requireAskable(path);
          Optional<String> target = Optional.ofNullable(texts.get(name));
          entries.add(new Entry(path, told(status, target, attributes.next())));
        });
    return entries;
  }

  private Map<String, String> texts(String directory, Map<String, FileStatus> statuses) {
    List<String> links =
        statuses.entrySet().stream()
            .filter(entry -> entry.getValue().isSymbolicLink())
            .map(Map.Entry::getKey)
            .toList();
    List<String> found = appliance.linkTexts(directory, links);
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < links.size(); i++) {
      texts.put(links.get(i), found.get(i));
    }
    return texts;
  }
}

package org.nodecustomize.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.FileStatus;
import org.nodecustomize.guestfs.TreeListing;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Manifest;
import org.nodecustomize.tree.ManifestTree;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.TreeNames;

/**
 * Reads all names of what an appliance has mounted, for those who ask much of them. Contents are
 * asked for one by one: a call for each file is as fast as an archive of them.
 *
 * <p>Sources: find(1) of GNU findutils, "-printf"; getfattr(1), whose names are quoted as {@code
 * \ooo}.
 */
public final class ListedTree {
  private static final int MOST_LINE = 1 << 20;
  private static final int FIELDS = 8;

  private final Appliance appliance;
  private final Map<String, Map<String, Bytes>> attributes = new HashMap<>();
  private final Map<String, Map<String, Bytes>> kinds = new HashMap<>();
  private final Map<String, FileNode> nodes = new HashMap<>();

  private ListedTree(Appliance appliance) {
    this.appliance = appliance;
  }

  /** What programs of the appliance say is not what was expected of them. */
  private static final class UnexpectedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnexpectedException(String text) {
      super(text);
    }
  }

  /** The whole tree that is mounted, which nobody may change as long as it is asked. */
  public static ManifestTree of(Appliance appliance) {
    return new ManifestTree(
        listed(appliance).orElseGet(() -> Manifest.of(new ApplianceTree(appliance))),
        (path, node) -> open(appliance, path, node));
  }

  private static InputStream open(Appliance appliance, String path, FileNode node) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw new OperationException(
          Problem.at(path, "its name is not UTF-8: an appliance cannot be asked for it"));
    }
    return new ApplianceFileStream(appliance, path, node.size());
  }

  /** In one go; empty where that does not work with this appliance. */
  static Optional<Manifest> listed(Appliance appliance) {
    Optional<TreeListing> told = appliance.listing();
    if (told.isEmpty()) {
      return Optional.empty();
    }
    ListedTree tree = new ListedTree(appliance);
    try (TreeListing listing = told.get()) {
      tree.readAttributes(new BufferedInputStream(listing.attributes(), 1 << 16));
      tree.readNames(new BufferedInputStream(listing.names(), 1 << 16));
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(Manifest.of(tree.nodes));
  }

  /** A line without its end; empty at the end of the stream. */
  private static Optional<String> line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
      }
      if (line.length() == MOST_LINE) {
        throw new UnexpectedException("a line that is too long");
      }
      // Bytes, not characters: what is not quoted is a name's business.
      line.append((char) c);
    }
    return Optional.of(line.toString());
  }

  private void readAttributes(InputStream in) throws IOException {
    String beginning = "# file: ";
    for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
      if (!line.get().startsWith(beginning)) {
        throw new UnexpectedException(line.get());
      }
      String path = path(unquoted(line.get().substring(beginning.length())));
      StringBuilder text = new StringBuilder();
      Optional<String> next = line(in);
      while (next.isPresent() && !next.get().isEmpty()) {
        text.append(next.get()).append('\n');
        next = line(in);
      }
      attributes.put(path, kind(text.toString()));
    }
  }

  /** Nearly all files have the attributes of many others. */
  private Map<String, Bytes> kind(String text) throws IOException {
    Map<String, Bytes> known = kinds.get(text);
    if (known != null) {
      return known;
    }
    Map<String, Bytes> values = new HashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals);
      String value = equals < 0 ? "0x" : line.substring(equals + 1);
      if (!value.startsWith("0x")) {
        throw new UnexpectedException(line);
      }
      try {
        values.put(
            TreeNames.decode(unquoted(name)),
            Bytes.of(HexFormat.of().parseHex(value, 2, value.length())));
      } catch (IllegalArgumentException e) {
        throw new IOException(line, e);
      }
    }
    kinds.put(text, values);
    return values;
  }

  private static byte[] unquoted(String text) throws UnexpectedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        String digits = text.substring(i + 1, Math.min(text.length(), i + 4));
        if (!digits.matches("[0-3][0-7]{2}")) {
          throw new UnexpectedException(text);
        }
        bytes.write(Integer.parseInt(digits, 8));
        i += 3;
      } else {
        bytes.write(text.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** A path as getfattr tells it, {@code .} for the root. */
  private static String path(byte[] told) throws UnexpectedException {
    String path = TreeNames.decode(told);
    if (path.equals(".")) {
      return "/";
    }
    String absolute = path.startsWith("./") ? path.substring(1) : "/" + path;
    if (absolute.length() < 2) {
      throw new UnexpectedException(path);
    }
    return absolute;
  }

  private void readNames(InputStream in) throws IOException {
    for (int c = in.read(); c >= 0; c = in.read()) {
      String[] fields = new String[FIELDS];
      fields[0] = String.valueOf((char) c);
      if (in.read() != ' ') {
        throw new UnexpectedException(fields[0]);
      }
      for (int i = 1; i < FIELDS; i++) {
        fields[i] = field(in);
      }
      readName(in, fields);
    }
  }

  private static String field(InputStream in) throws IOException {
    StringBuilder field = new StringBuilder();
    for (int c = in.read(); c != ' '; c = in.read()) {
      if (c < '-' || c > '9' || field.length() > 40) {
        throw new UnexpectedException(field.toString());
      }
      field.append((char) c);
    }
    return field.toString();
  }

  /** A path never has two slashes side by side, and the text of a link is as long as its size. */
  private static byte[] pathBytes(InputStream in) throws IOException {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (int c = in.read(); ; c = in.read()) {
      if (c == '/') {
        c = in.read();
        if (c == '/') {
          return path.toByteArray();
        }
        path.write('/');
      }
      if (c < 0 || path.size() > MOST_LINE) {
        throw new UnexpectedException("a path without an end");
      }
      path.write(c);
    }
  }

  private void readName(InputStream in, String[] fields) throws IOException {
    if (nodes.size() == Manifest.MOST) {
      throw new ImageException(Problem.of("more than " + Manifest.MOST + " names in the tree"));
    }
    String path = "/" + TreeNames.decode(pathBytes(in));
    try {
      NodeType type = type(fields[0]);
      long size = Long.parseLong(fields[4]);
      Optional<String> target = Optional.empty();
      if (type == NodeType.LINK) {
        target = Optional.of(TreeNames.decode(in.readNBytes((int) Math.min(size, MOST_LINE))));
      }
      if (in.read() != '\n') {
        throw new UnexpectedException(path);
      }
      Instant modified = time(path, fields[5]);
      nodes.put(
          path,
          new FileNode(
              type,
              Integer.parseInt(fields[1], 8),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              size,
              modified,
              Long.parseLong(fields[6]),
              Long.parseLong(fields[7]),
              device(type, path),
              target,
              attributes.getOrDefault(path, Map.of())));
    } catch (IllegalArgumentException e) {
      throw new IOException(path, e);
    }
  }

  private static NodeType type(String letter) throws UnexpectedException {
    return switch (letter) {
      case "f" -> NodeType.REGULAR;
      case "d" -> NodeType.DIRECTORY;
      case "l" -> NodeType.LINK;
      case "b" -> NodeType.BLOCK_DEVICE;
      case "c" -> NodeType.CHARACTER_DEVICE;
      case "p" -> NodeType.FIFO;
      case "s" -> NodeType.SOCKET;
      default -> throw new UnexpectedException(letter);
    };
  }

  /** find does not tell the numbers of a device. */
  private long device(NodeType type, String path) throws UnexpectedException {
    return type == NodeType.BLOCK_DEVICE || type == NodeType.CHARACTER_DEVICE
        ? status(path).device()
        : 0;
  }

  /** Seconds with a fraction; find is not sure what a fraction before 1970 means. */
  private Instant time(String path, String text) throws UnexpectedException {
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() != 2 || parts.get(1).length() < 9 || text.startsWith("-")) {
      return status(path).modified();
    }
    return Instant.ofEpochSecond(
        Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1).substring(0, 9)));
  }

  private FileStatus status(String path) throws UnexpectedException {
    return appliance.status(path).orElseThrow(() -> new UnexpectedException(path));
  }
}

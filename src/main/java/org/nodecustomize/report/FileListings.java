package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.CapabilityText;
import org.nodecustomize.tree.DeviceNumber;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;

/** Files of an image, in the form of ls(1) and as JSON. */
public final class FileListings {
  private static final String LABEL = "security.selinux";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String BITS = "rwxrwxrwx";

  private FileListings() {}

  /** Names alone, one a line. */
  public static String names(FileListing listing) {
    StringBuilder text = new StringBuilder();
    listing.entries().forEach(entry -> text.append(TextLines.line(entry.name())).append('\n'));
    return text.toString();
  }

  /** Like {@code ls -lZ}, times in UTC, capabilities behind the name. */
  public static String text(FileListing listing) {
    List<List<String>> rows = new ArrayList<>();
    for (FileListing.Entry entry : listing.entries()) {
      FileNode node = entry.node();
      rows.add(
          List.of(
              mode(node),
              Long.toString(node.links()),
              listing.user(node),
              listing.group(node),
              label(node).orElse("?"),
              size(node)));
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      FileListing.Entry entry = listing.entries().get(i);
      for (int column = 0; column < rows.get(i).size(); column++) {
        String cell = rows.get(i).get(column);
        int width = width(rows, column);
        String form = column == 1 || column == 5 ? "%" + width + "s " : "%-" + width + "s ";
        text.append(String.format(Locale.ROOT, form, cell));
      }
      text.append(TIME.format(entry.node().modified()))
          .append(' ')
          .append(TextLines.line(entry.name()));
      entry.node().target().ifPresent(target -> text.append(" -> ").append(TextLines.line(target)));
      capabilities(entry.node()).ifPresent(found -> text.append(" [").append(found).append(']'));
      text.append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  /** For programs. */
  public static String json(FileListing listing) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("image", listing.image().toString());
          json.writeStringField("path", listing.path());
          json.writeArrayFieldStart("entries");
          for (FileListing.Entry entry : listing.entries()) {
            write(json, listing, entry);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, FileListing listing, FileListing.Entry entry)
      throws IOException {
    FileNode node = entry.node();
    json.writeStartObject();
    json.writeStringField("name", entry.name());
    json.writeStringField("type", node.type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.writeStringField("mode", String.format(Locale.ROOT, "%04o", node.permissions()));
    json.writeNumberField("uid", node.uid());
    json.writeNumberField("gid", node.gid());
    json.writeStringField("owner", listing.user(node));
    json.writeStringField("group", listing.group(node));
    json.writeNumberField("size", node.size());
    json.writeStringField("modified", node.modified().toString());
    json.writeNumberField("inode", node.inode());
    json.writeNumberField("links", node.links());
    if (isDevice(node)) {
      json.writeNumberField("major", DeviceNumber.major(node.device()));
      json.writeNumberField("minor", DeviceNumber.minor(node.device()));
    }
    if (node.target().isPresent()) {
      json.writeStringField("target", node.target().get());
    }
    Optional<String> label = label(node);
    if (label.isPresent()) {
      json.writeStringField("label", label.get());
    }
    Optional<String> capabilities = capabilities(node);
    if (capabilities.isPresent()) {
      json.writeStringField("capabilities", capabilities.get());
    }
    json.writeObjectFieldStart("attributes");
    for (Map.Entry<String, Bytes> attribute : node.attributes().entrySet()) {
      json.writeStringField(attribute.getKey(), attribute.getValue().toString());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static boolean isDevice(FileNode node) {
    return node.type() == NodeType.BLOCK_DEVICE || node.type() == NodeType.CHARACTER_DEVICE;
  }

  private static String size(FileNode node) {
    return isDevice(node)
        ? DeviceNumber.major(node.device()) + ", " + DeviceNumber.minor(node.device())
        : Long.toString(node.size());
  }

  private static Optional<String> label(FileNode node) {
    return Optional.ofNullable(node.attributes().get(LABEL))
        .map(value -> new String(value.toArray(), StandardCharsets.UTF_8).replace("\0", ""));
  }

  private static Optional<String> capabilities(FileNode node) {
    return Optional.ofNullable(node.attributes().get(CapabilityText.ATTRIBUTE))
        .map(CapabilityText::of);
  }

  /** As ls(1) writes it; a plus sign says that there is an access control list. */
  private static String mode(FileNode node) {
    StringBuilder mode = new StringBuilder();
    mode.append(
        switch (node.type()) {
          case REGULAR -> '-';
          case DIRECTORY -> 'd';
          case LINK -> 'l';
          case BLOCK_DEVICE -> 'b';
          case CHARACTER_DEVICE -> 'c';
          case FIFO -> 'p';
          case SOCKET -> 's';
        });
    int bits = node.permissions();
    for (int i = 0; i < BITS.length(); i++) {
      mode.append((bits & 0400 >> i) == 0 ? '-' : BITS.charAt(i));
    }
    special(mode, 3, (bits & 04000) != 0, 's');
    special(mode, 6, (bits & 02000) != 0, 's');
    special(mode, 9, (bits & 01000) != 0, 't');
    boolean list = node.attributes().keySet().stream().anyMatch(a -> a.startsWith("system.posix"));
    return list ? mode.append('+').toString() : mode.toString();
  }

  private static void special(StringBuilder mode, int index, boolean set, char letter) {
    if (set) {
      boolean execute = mode.charAt(index) == 'x';
      mode.setCharAt(index, execute ? letter : Character.toUpperCase(letter));
    }
  }
}

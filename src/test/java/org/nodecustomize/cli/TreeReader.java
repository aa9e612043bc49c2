package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads whole trees of file systems by guestfish: the kernel, stat, readlink and getfattr of its
 * appliance, and nothing of ours. Names are bytes, shown as ISO 8859-1.
 */
final class TreeReader {
  private static final String LIST =
      """
      cd /sysroot/$1 || exit 1
      find . -xdev -print0 | sort -z >/tmp/names
      xargs -0 stat --printf '%n\\0%f %u %g %s %.9Y %.9Z %i %h %t:%T\\0' </tmp/names >/tmp/$1.stat
      find . -xdev -type l -printf '%p\\0%l\\0' >/tmp/$1.links
      xargs -0 getfattr -h -d -m - -e hex --absolute-names </tmp/names >/tmp/$1.attributes
      cp /tmp/$1.* /sysroot/
      """;

  private static final String MARK = "=====";

  private final Path directory;

  TreeReader(Path directory) {
    this.directory = directory;
  }

  /**
   * What the kernel says of a path.
   *
   * @param mode type and permissions, hexadecimal, as {@code st_mode}
   * @param mtime seconds with nanoseconds
   * @param device major and minor, hexadecimal
   * @param target of a symbolic link
   * @param attributes extended attributes, hexadecimal
   */
  record Entry(
      String mode,
      long uid,
      long gid,
      long size,
      String mtime,
      String ctime,
      long inode,
      int links,
      String device,
      String target,
      Map<String, String> attributes) {}

  /**
   * Lists trees and runs commands in the last one, read-only, with its own programs. All must
   * succeed.
   *
   * @param commands constant texts without quotes
   */
  Result read(List<String> commands, Path... fileSystems) throws IOException {
    Path content = Files.createDirectory(directory.resolve("reader"));
    Files.writeString(content.resolve("list.sh"), LIST);
    List<Object> line = new ArrayList<>(List.of("guestfish", "--format=raw"));
    Path scratch = directory.resolve("reader.img");
    line.addAll(List.of("-a", scratch));
    line.add("--ro");
    for (int i = 0; i < fileSystems.length; i++) {
      Files.createDirectory(content.resolve("m" + i));
      line.addAll(List.of("-a", fileSystems[i]));
    }
    HostTools.run("mke2fs", "-q", "-t", "ext4", "-d", content, scratch, "256M");
    line.addAll(List.of("run", ":", "mount", "/dev/sda", "/"));
    for (int i = 0; i < fileSystems.length; i++) {
      line.addAll(List.of(":", "mount-ro", "/dev/sd" + (char) ('b' + i), "/m" + i));
      line.addAll(List.of(":", "debug", "sh", "sh -e /sysroot/list.sh m" + i));
      for (String kind : List.of("stat", "links", "attributes")) {
        line.addAll(List.of(":", "download", "/m" + i + "." + kind, local(i, kind)));
      }
    }
    if (!commands.isEmpty()) {
      line.addAll(
          List.of(
              ":",
              "debug",
              "sh",
              "cd /sysroot/m%1$d && mount --bind /dev dev && chroot . %2$s"
                  .formatted(
                      fileSystems.length - 1,
                      String.join(" && echo " + MARK + " && chroot . ", commands))));
    }
    String out =
        HostTools.run(
            Map.of("LIBGUESTFS_BACKEND", "direct", "LIBGUESTFS_BACKEND_SETTINGS", "force_tcg"),
            line.toArray());
    List<Map<String, Entry>> trees = new ArrayList<>();
    for (int i = 0; i < fileSystems.length; i++) {
      trees.add(tree(i));
    }
    return new Result(trees, List.of(out.split(MARK + "\n", -1)));
  }

  /**
   * What was read.
   *
   * @param trees entries by path, which begins with {@code ./}
   * @param out what each command printed
   */
  record Result(List<Map<String, Entry>> trees, List<String> out) {}

  private Path local(int index, String kind) {
    return directory.resolve("m" + index + "." + kind);
  }

  private Map<String, Entry> tree(int index) throws IOException {
    String[] links = text(index, "links").split("\0", -1);
    Map<String, String> targets = new LinkedHashMap<>();
    for (int i = 0; i + 1 < links.length; i += 2) {
      targets.put(links[i], links[i + 1]);
    }
    Map<String, Map<String, String>> attributes = attributes(text(index, "attributes"));
    Map<String, Entry> tree = new TreeMap<>();
    String[] stats = text(index, "stat").split("\0", -1);
    for (int i = 0; i + 1 < stats.length; i += 2) {
      String[] f = stats[i + 1].split(" ", -1);
      tree.put(
          stats[i],
          new Entry(
              f[0],
              Long.parseLong(f[1]),
              Long.parseLong(f[2]),
              Long.parseLong(f[3]),
              f[4],
              f[5],
              Long.parseLong(f[6]),
              Integer.parseInt(f[7]),
              f[8],
              targets.getOrDefault(stats[i], ""),
              attributes.getOrDefault(stats[i], Map.of())));
    }
    return tree;
  }

  private String text(int index, String kind) throws IOException {
    return new String(Files.readAllBytes(local(index, kind)), StandardCharsets.ISO_8859_1);
  }

  /** Blocks of getfattr(1): a comment with the name, lines with attributes, an empty line. */
  private static Map<String, Map<String, String>> attributes(String dump) {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    Map<String, String> current = new TreeMap<>();
    for (String line : dump.split("\n", -1)) {
      if (line.startsWith("# file: ")) {
        current = new TreeMap<>();
        all.put(unescaped(line.substring("# file: ".length())), current);
      } else if (line.contains("=0x")) {
        current.put(
            line.substring(0, line.indexOf("=0x")), line.substring(line.indexOf("=0x") + 3));
      }
    }
    return all;
  }

  /** getfattr writes some bytes of names as a backslash and three octal digits. */
  private static String unescaped(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '\\' && name.substring(i).matches("(?s)\\\\[0-7]{3}.*")) {
        text.append((char) Integer.parseInt(name.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(name.charAt(i));
      }
    }
    return text.toString();
  }
}

package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The kernel modules that the appliance needs, some 16 of 400 MB: with fewer to choose from, supermin
 * also loads fewer at the start.
 */
final class KernelModules {
  private static final int INDEX_LIMIT = 16 << 20;

  /** How a module's file may be packed: {@code ext4.ko}, {@code ext4.ko.xz}. */
  private static final Pattern SUFFIX = Pattern.compile("\\.ko(\\.[a-z0-9]+)?$");

  /** By name, with {@code _} for {@code -}; what is built into the kernel is not missed. */
  private static final Pattern WANTED =
      Pattern.compile(
          "virtio|virtio_(pci|mmio|scsi|blk|console|rng)|sd_mod|dm_mod|loop|fuse"
              + "|ext4|xfs|btrfs|squashfs|erofs|isofs|vfat|overlay|nls_(cp437|ascii|utf8|iso8859_1)"
              + "|crc16|crc32_generic|crc32c.*|libcrc32c|crct10dif.*|crc_t10dif|crc64.*");

  /** Indexes that only people read. */
  private static final Set<String> LEFT_OUT = Set.of("modules.alias", "modules.symbols");

  private KernelModules() {}

  /**
   * Copies the modules, what they depend on, and the indexes.
   *
   * @param from for instance {@code /lib/modules/6.1.0-56-amd64}
   * @param to an empty directory
   */
  static void copy(Path from, Path to) throws IOException {
    Path index = from.resolve("modules.dep");
    if (Files.size(index) > INDEX_LIMIT) {
      throw new IOException(index + " is larger than " + INDEX_LIMIT + " bytes");
    }
    List<String> lines = Files.readAllLines(index);
    Set<String> chosen = chosen(lines);
    for (String module : chosen) {
      Path target = to.resolve(module).normalize();
      if (!target.startsWith(to)) {
        throw new IOException(index + " names a file outside: " + module);
      }
      Files.createDirectories(target.getParent());
      Files.copy(from.resolve(module), target);
    }
    try (DirectoryStream<Path> indexes = Files.newDirectoryStream(from, "modules.*")) {
      for (Path file : indexes) {
        String name = file.getFileName().toString();
        if (!LEFT_OUT.contains(name) && Files.isRegularFile(file)) {
          Files.copy(file, to.resolve(name));
        }
      }
    }
    // supermin takes what this index names for what there is.
    Files.delete(to.resolve("modules.dep"));
    Files.write(
        to.resolve("modules.dep"),
        lines.stream().filter(line -> chosen.contains(module(line))).toList());
  }

  /** Paths of modules, as {@code modules.dep} has them; with all that they depend on. */
  static Set<String> chosen(List<String> index) {
    Map<String, List<String>> needs = new LinkedHashMap<>();
    for (String line : index) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String rest = line.substring(colon + 1).strip();
        needs.put(module(line), rest.isEmpty() ? List.of() : List.of(rest.split(" +")));
      }
    }
    Deque<String> open = new ArrayDeque<>();
    needs.keySet().stream().filter(path -> WANTED.matcher(name(path)).matches()).forEach(open::add);
    Set<String> chosen = new TreeSet<>();
    while (!open.isEmpty()) {
      String path = open.remove();
      if (chosen.add(path)) {
        open.addAll(needs.getOrDefault(path, List.of()));
      }
    }
    return chosen;
  }

  private static String module(String line) {
    return line.substring(0, Math.max(0, line.indexOf(':')));
  }

  private static String name(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return SUFFIX.matcher(file).replaceFirst("").replace('-', '_');
  }
}

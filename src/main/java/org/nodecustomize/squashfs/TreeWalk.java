package org.nodecustomize.squashfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists a whole tree, without recursion and within bounds: each directory once, no more names than
 * the number of inodes makes plausible, paths that Linux can open.
 */
final class TreeWalk {
  /** Files with many hard links make names more numerous than inodes; this is generous. */
  private static final long NAMES_PER_INODE = 4;

  private static final long NAMES_BESIDES = 65_536;

  /** Some two hundred bytes of memory each, and 512 MiB must do for all. */
  static final int MOST_NAMES = 1_000_000;

  private static final int LONGEST_PATH = 4096;
  private static final long MOST_CHARACTERS = 96L << 20;

  private final SquashfsImage image;
  private final long mostNames;
  private final List<SquashfsEntry> found = new ArrayList<>();
  private final Set<Long> directories = new HashSet<>();
  private long characters;

  TreeWalk(SquashfsImage image) {
    this.image = image;
    this.mostNames =
        Math.min(MOST_NAMES, image.superblock().inodes() * NAMES_PER_INODE + NAMES_BESIDES);
  }

  /**
   * @param path one char a byte
   */
  private record Pending(String path, Inode.Directory directory) {}

  /** Parents come before their children; siblings are in the order of their bytes. */
  List<SquashfsEntry> run() {
    Deque<Pending> pending = new ArrayDeque<>();
    long rootReference = image.superblock().rootInode();
    Inode root = image.inodes().read(rootReference);
    if (!(root.body() instanceof Inode.Directory directory)) {
      throw image.refusal().bad("the root is not a directory");
    }
    directories.add(root.number());
    found.add(entry(image, "", root, rootReference));
    pending.push(new Pending("", directory));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      List<Pending> below = list(next);
      for (int i = below.size() - 1; i >= 0; i--) {
        pending.push(below.get(i));
      }
    }
    return List.copyOf(found);
  }

  private List<Pending> list(Pending parent) {
    List<Pending> below = new ArrayList<>();
    int left = (int) (mostNames - found.size());
    for (DirectoryTable.Entry name : image.directories().list(parent.directory(), left)) {
      String path = parent.path().isEmpty() ? name.name() : parent.path() + "/" + name.name();
      Inode inode = child(image, name);
      if (path.length() > LONGEST_PATH) {
        throw image.refusal().unsupported("a path of more than " + LONGEST_PATH + " bytes");
      }
      SquashfsEntry entry = entry(image, path, inode, name.inode());
      characters += path.length() + entry.linkTarget().map(String::length).orElse(0);
      if (characters > MOST_CHARACTERS) {
        throw image.refusal().unsupported("paths of more than " + MOST_CHARACTERS + " bytes");
      }
      found.add(entry);
      if (inode.body() instanceof Inode.Directory directory) {
        if (!directories.add(inode.number())) {
          throw image.refusal().bad("directory '" + entry.path() + "' is reached twice (a loop)");
        }
        below.add(new Pending(path, directory));
      }
    }
    return below;
  }

  /** The inode that a name stands for; both must agree on what it is. */
  static Inode child(SquashfsImage image, DirectoryTable.Entry name) {
    Inode inode = image.inodes().read(name.inode());
    if (inode.entryType().basicNumber() != name.type()) {
      throw image
          .refusal()
          .bad(
              "'"
                  + utf8(name.name())
                  + "' is of type "
                  + name.type()
                  + " in its directory but of type "
                  + inode.type()
                  + " in its inode");
    }
    return inode;
  }

  static SquashfsEntry entry(SquashfsImage image, String path, Inode inode, long reference) {
    Inode.Body body = inode.body();
    long size = 0;
    long device = 0;
    Optional<String> target = Optional.empty();
    if (body instanceof Inode.RegularFile file) {
      size = file.size();
    } else if (body instanceof Inode.Directory directory) {
      size = directory.size();
    } else if (body instanceof Inode.Symlink link) {
      size = link.target().length();
      target = Optional.of(utf8(link.target()));
    } else if (body instanceof Inode.Device number) {
      device = number.number();
    }
    return new SquashfsEntry(
        utf8(path),
        inode.entryType(),
        inode.mode(),
        image.id(inode.uidIndex()),
        image.id(inode.gidIndex()),
        inode.mtime(),
        size,
        target,
        inode.number(),
        inode.nlink(),
        device,
        inode.xattr(),
        reference);
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}

package org.nodecustomize.ext4;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Directories; those used last are kept, up to {@link #MOST_NAMES} names in all. Thread-safe. */
final class Directories {
  private static final int MOST_NAMES = 200_000;

  private final InodeTable inodes;
  private final DirectoryReader reader;
  private final Volume volume;
  private final Map<Long, Directory> kept = new LinkedHashMap<>(16, 0.75f, true);
  private int names;

  Directories(InodeTable inodes, DirectoryReader reader, Volume volume) {
    this.inodes = inodes;
    this.reader = reader;
    this.volume = volume;
  }

  Inode root() {
    Inode root = inodes.inode(InodeTable.ROOT);
    if (!root.isDirectory()) {
      throw volume.damage().of(root, "the root is not a directory");
    }
    return root;
  }

  Inode inode(long number) {
    return inodes.inode(number);
  }

  Optional<Inode> child(Inode directory, String name) {
    OptionalLong number = of(directory).find(name);
    return number.isEmpty() ? Optional.empty() : Optional.of(inodes.inode(number.getAsLong()));
  }

  synchronized Directory of(Inode inode) {
    Directory known = kept.get(inode.number());
    return known == null ? keep(inode, reader.read(inode, reader.budget())) : known;
  }

  /** Reads a directory for a walk, which passes each one once. */
  Directory read(Inode inode, DirectoryReader.Budget budget) {
    return reader.read(inode, budget);
  }

  DirectoryReader.Budget budget() {
    return reader.budget();
  }

  private Directory keep(Inode inode, Directory directory) {
    kept.put(inode.number(), directory);
    names += directory.size();
    Iterator<Directory> eldest = kept.values().iterator();
    while (names > MOST_NAMES && kept.size() > 1) {
      names -= eldest.next().size();
      eldest.remove();
    }
    return directory;
  }
}

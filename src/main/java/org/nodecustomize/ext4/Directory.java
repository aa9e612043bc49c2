package org.nodecustomize.ext4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.nodecustomize.tree.PathOrder;

/** The names in a directory with their inodes, in the order of their bytes; immutable. */
final class Directory {
  private final String[] names;
  private final int[] inodes;

  private Directory(String[] names, int[] inodes) {
    this.names = names;
    this.inodes = inodes;
  }

  static Directory of(Map<String, Long> entries) {
    String[] names = entries.keySet().toArray(String[]::new);
    Arrays.sort(names, PathOrder.PATHS);
    int[] inodes = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      inodes[i] = entries.getOrDefault(names[i], 0L).intValue();
    }
    return new Directory(names, inodes);
  }

  int size() {
    return names.length;
  }

  String name(int index) {
    return names[index];
  }

  long inode(int index) {
    return Integer.toUnsignedLong(inodes[index]);
  }

  OptionalLong find(String name) {
    int index = Arrays.binarySearch(names, name, PathOrder.PATHS);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(inode(index));
  }

  List<String> names() {
    return new ArrayList<>(Arrays.asList(names));
  }
}

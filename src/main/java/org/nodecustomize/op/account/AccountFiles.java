package org.nodecustomize.op.account;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeNames;

/** Where the account files of an image are, and how they are read. */
final class AccountFiles {
  /** Bytes; a node has some hundred accounts. */
  static final int LARGEST = 16 << 20;

  /** The largest number of an account: 32 bits, and the last one means "no change". */
  static final long LARGEST_ID = 0xFFFF_FFFEL;

  private AccountFiles() {}

  /** The directory: that of a running host, or the one that an ostree image has instead. */
  static String directory(FileTree tree) {
    return !tree.exists("/etc/passwd") && tree.exists("/usr/etc/passwd") ? "/usr/etc" : "/etc";
  }

  /** Reads one of the files; empty where the image has none. */
  static Optional<AccountFile> read(FileTree tree, String name) {
    return tree.read(directory(tree) + "/" + name, LARGEST)
        .map(bytes -> new AccountFile(TreeNames.decode(bytes)));
  }

  /** The number in the third field of passwd and group; empty where there is none. */
  static Optional<Long> id(List<String> fields) {
    return fields.size() < 3 ? Optional.empty() : number(fields.get(2));
  }

  static Optional<Long> number(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= LARGEST_ID
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }
}

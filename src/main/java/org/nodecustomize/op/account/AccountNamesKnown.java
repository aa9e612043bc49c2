package org.nodecustomize.op.account;

import java.util.Optional;
import org.nodecustomize.tree.FileTree;

/** Which names an image has in its own files; a directory service may know others. */
final class AccountNamesKnown {
  private final Optional<AccountFile> passwd;
  private final Optional<AccountFile> group;

  AccountNamesKnown(FileTree tree) {
    passwd = AccountFiles.read(tree, "passwd");
    group = AccountFiles.read(tree, "group");
  }

  boolean user(String name) {
    return passwd.flatMap(file -> file.entry(name)).isPresent();
  }

  boolean group(String name) {
    return group.flatMap(file -> file.entry(name)).isPresent();
  }
}

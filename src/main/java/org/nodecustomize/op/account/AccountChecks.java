package org.nodecustomize.op.account;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreePaths;

/** What account files can hold; each check tells what is wrong, or nothing. */
final class AccountChecks {
  /** As useradd(8) of Red Hat has it; names of digits only would be taken for numbers. */
  private static final Pattern NAME =
      Pattern.compile("(?![0-9]+$)(?!\\.{1,2}$)[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,30}[a-zA-Z0-9_.$-]?");

  private static final Pattern SPLITTING = Pattern.compile("[:\\p{Cntrl}]");

  private AccountChecks() {}

  static Optional<String> name(String kind, String name) {
    return NAME.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(
            ("expected the name of a %s, at most 32 letters, digits, \"_\", \".\" and \"-\", but was"
                    + " \"%s\"")
                .formatted(kind, name));
  }

  static Optional<String> id(String kind, long id) {
    return id >= 0 && id <= AccountFiles.LARGEST_ID
        ? Optional.empty()
        : Optional.of(
            "expected a %s from 0 to %d but was %d".formatted(kind, AccountFiles.LARGEST_ID, id));
  }

  static Optional<String> comment(String comment) {
    return SPLITTING.matcher(comment).find()
        ? Optional.of("a comment must hold neither \":\" nor control characters")
        : Optional.empty();
  }

  static Optional<String> home(String home) {
    return SPLITTING.matcher(home).find()
        ? Optional.of("a home directory must hold neither \":\" nor control characters")
        : TreePaths.fault(home);
  }

  /** A shell has to be in the image, or nobody can log in. */
  static Optional<String> shell(String shell, FileTree tree) {
    Optional<String> fault = home(shell);
    if (fault.isPresent()) {
      return fault;
    }
    boolean runs =
        tree.resolve(shell)
            .flatMap(tree::node)
            .filter(FileNode::isRegular)
            .filter(node -> (node.permissions() & 0111) != 0)
            .isPresent();
    return runs
        ? Optional.empty()
        : Optional.of("the image has no program \"%s\" for a shell".formatted(shell));
  }

  /** The C library itself knew no yescrypt when it still had crypt(3): up to EL 7. */
  static Optional<String> password(Password.Hashed password, FileTree tree) {
    Optional<String> fault = password.fault();
    if (fault.isPresent() || !password.isYescrypt()) {
      return fault;
    }
    return List.of("/lib64", "/usr/lib64", "/lib").stream()
        .flatMap(directory -> tree.list(directory).stream())
        .filter(file -> file.matches("libcrypt-2\\..*\\.so"))
        .findFirst()
        .map(file -> "the image's " + file + " knows no yescrypt hashes ($y$)");
  }
}

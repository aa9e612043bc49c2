package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nodecustomize.tree.FileTree;

/**
 * Users and groups of a tree, in words: passwd(5), group(5), shadow(5). Passwords are told as set,
 * locked or empty, never themselves.
 */
public final class Accounts {
  private static final int LARGEST = 4 << 20;

  private Accounts() {}

  /** What differs between the users and groups of two trees, named {@code user X} and {@code group X}. */
  public static List<FactChange> between(FileTree before, FileTree after) {
    Map<String, String> left = of(before);
    Map<String, String> right = of(after);
    List<FactChange> accounts = FactChange.between(left, right);
    List<FactChange> passwords =
        passwords(before, after).stream()
            .filter(change -> accounts.stream().noneMatch(one -> isOf(one, change)))
            .toList();
    return Stream.concat(accounts.stream(), passwords.stream()).toList();
  }

  /** A user that came or went did so with the password. */
  private static boolean isOf(FactChange account, FactChange password) {
    return password.name().equals("password of " + account.name())
        && (account.before().isEmpty() || account.after().isEmpty());
  }

  private static Map<String, String> of(FileTree tree) {
    Map<String, String> accounts = new TreeMap<>();
    for (List<String> fields : lines(tree, "/etc/passwd")) {
      if (fields.size() >= 7) {
        accounts.put(
            "user " + fields.get(0),
            "uid %s, gid %s, \"%s\", home %s, shell %s"
                .formatted(
                    fields.get(2), fields.get(3), fields.get(4), fields.get(5), fields.get(6)));
      }
    }
    for (List<String> fields : lines(tree, "/etc/group")) {
      if (fields.size() >= 4) {
        accounts.put(
            "group " + fields.get(0),
            "gid "
                + fields.get(2)
                + ", members "
                + (fields.get(3).isEmpty() ? "none" : fields.get(3)));
      }
    }
    return accounts;
  }

  private static List<FactChange> passwords(FileTree before, FileTree after) {
    Map<String, String> left = secrets(before);
    Map<String, String> right = secrets(after);
    List<FactChange> changes = new ArrayList<>();
    for (FactChange change : FactChange.between(left, right)) {
      Optional<String> was = change.before().map(Accounts::kind);
      Optional<String> is = change.after().map(Accounts::kind);
      String name = "password of " + change.name();
      if (!was.equals(is)) {
        changes.add(new FactChange(name, was, is));
      } else if (is.equals(Optional.of("set"))) {
        changes.add(new FactChange(name, was, Optional.of("set to another one")));
      }
    }
    return changes;
  }

  private static Map<String, String> secrets(FileTree tree) {
    Map<String, String> secrets = new TreeMap<>();
    for (List<String> fields : lines(tree, "/etc/shadow")) {
      if (fields.size() >= 2) {
        secrets.put("user " + fields.get(0), fields.get(1));
      }
    }
    return secrets;
  }

  private static String kind(String secret) {
    if (secret.isEmpty()) {
      return "empty";
    }
    return secret.startsWith("!") || secret.startsWith("*") ? "locked" : "set";
  }

  /** Images without a populated /etc have the databases of the vendor only. */
  private static List<List<String>> lines(FileTree tree, String name) {
    String path = tree.exists(name) ? name : "/usr" + name;
    boolean readable =
        tree.resolve(path)
            .flatMap(tree::node)
            .filter(node -> node.isRegular() && node.size() <= LARGEST)
            .isPresent();
    return readable
        ? tree.read(path, LARGEST)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> List.of(line.split(":", -1)))
            .toList()
        : List.of();
  }
}

package org.nodecustomize.op.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/**
 * The account files of an image while an operation changes them. They are written together, each
 * only if it changed, and keep mode, owner and label. No backups ({@code passwd-}) and no lock files
 * are made: nobody else works on the image, and a backup would freeze at the first upgrade.
 */
final class Accounts {
  private static final List<String> NAMES =
      List.of("passwd", "group", "shadow", "gshadow", "subuid", "subgid");

  /** Other copies that hosts got their accounts from; a number in them is taken. */
  private static final List<String> PRISTINE = List.of("/usr/etc", "/usr/share/factory/etc");

  private final EditableTree tree;
  private final String directory;
  private final LoginDefs defs;
  private final Map<String, AccountFile> files = new LinkedHashMap<>();
  private final Map<String, String> before = new HashMap<>();

  private Accounts(EditableTree tree) {
    this.tree = tree;
    this.directory = AccountFiles.directory(tree);
    this.defs = LoginDefs.of(tree);
    for (String name : NAMES) {
      AccountFiles.read(tree, name)
          .ifPresent(
              file -> {
                files.put(name, file);
                before.put(name, file.toString());
              });
    }
  }

  /**
   * Reads the files.
   *
   * @throws OperationException if the image has no accounts
   */
  static Accounts of(EditableTree tree) {
    Accounts accounts = new Accounts(tree);
    for (String name : List.of("passwd", "group")) {
      if (!accounts.files.containsKey(name)) {
        throw new OperationException(
            Problem.of(
                "the image has no accounts: no such file: \"%s/%s\""
                    .formatted(accounts.directory, name)));
      }
    }
    return accounts;
  }

  /** Writes what changed. */
  void write() {
    files.forEach(
        (name, file) -> {
          String text = file.toString();
          if (!text.equals(before.get(name))) {
            String path = directory + "/" + name;
            String place = tree.resolve(path).orElse(path);
            Placement placement =
                tree.node(place)
                    .filter(FileNode::isRegular)
                    .map(Placement::of)
                    .orElse(Placement.ofRoot(0));
            tree.putFile(place, Content.of(TreeNames.encode(text)), placement);
          }
        });
  }

  LoginDefs defs() {
    return defs;
  }

  AccountFile passwd() {
    return file("passwd").orElseThrow();
  }

  AccountFile group() {
    return file("group").orElseThrow();
  }

  /** One of the files; empty where the image has none. */
  Optional<AccountFile> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The number of a user; empty where there is no such user. */
  Optional<Long> uid(String name) {
    return passwd().entry(name).flatMap(AccountFiles::id);
  }

  /** The number of a group; empty where there is no such group. */
  Optional<Long> gid(String name) {
    return group().entry(name).flatMap(AccountFiles::id);
  }

  /** Who else has a number. */
  Optional<String> owner(String file, long id, String except) {
    return file(file).stream()
        .flatMap(found -> found.entries().stream())
        .filter(fields -> AccountFiles.id(fields).equals(Optional.of(id)))
        .map(fields -> fields.get(0))
        .filter(name -> !name.equals(except))
        .findFirst();
  }

  /** Numbers that are taken, in the pristine copies too. */
  private Set<Long> taken(String file) {
    Set<Long> taken = new TreeSet<>();
    List<AccountFile> all = new ArrayList<>(file(file).stream().toList());
    for (String place : PRISTINE) {
      tree.read(place + "/" + file, AccountFiles.LARGEST)
          .ifPresent(bytes -> all.add(new AccountFile(TreeNames.decode(bytes))));
    }
    all.forEach(
        one -> one.entries().forEach(fields -> AccountFiles.id(fields).ifPresent(taken::add)));
    return taken;
  }

  /**
   * A number that is free for a user, and for a group of the user's own where that is wanted: above
   * the largest that is taken, for system accounts below 1000 the largest that is free.
   */
  long freeUid(boolean system, boolean alsoGroup) {
    Set<Long> taken = taken("passwd");
    if (alsoGroup) {
      taken.addAll(taken("group"));
    }
    return free(defs.range("UID", system), taken, system, "users");
  }

  long freeGid(boolean system) {
    return free(defs.range("GID", system), taken("group"), system, "groups");
  }

  private static long free(LoginDefs.Range range, Set<Long> taken, boolean system, String of) {
    long highest = range.first() - 1;
    for (long id : taken) {
      highest = id >= range.first() && id <= range.last() ? Math.max(highest, id) : highest;
    }
    if (!system && highest < range.last()) {
      return highest + 1;
    }
    for (long i = 0; i <= range.last() - range.first(); i++) {
      long id = system ? range.last() - i : range.first() + i;
      if (!taken.contains(id)) {
        return id;
      }
    }
    throw new OperationException(
        Problem.of(
                "no number is free for new %s between %d and %d"
                    .formatted(of, range.first(), range.last()))
            .withHint("give a number"));
  }

  /** Makes a group, with its entry for administrators where the image has those. */
  void addGroup(String name, long gid) {
    group().add(List.of(name, "x", Long.toString(gid), ""));
    file("gshadow")
        .filter(gshadow -> gshadow.entry(name).isEmpty())
        .ifPresent(gshadow -> gshadow.add(List.of(name, "!", "", "")));
  }

  /** Adds a user to a group that is there. */
  void addMember(String group, String user) {
    changeMembers(group(), group, user);
    file("gshadow")
        .filter(gshadow -> gshadow.entry(group).isPresent())
        .ifPresent(gshadow -> changeMembers(gshadow, group, user));
  }

  private static void changeMembers(AccountFile file, String group, String user) {
    List<String> fields = new ArrayList<>(file.entry(group).orElseThrow());
    while (fields.size() < 4) {
      fields.add("");
    }
    List<String> members = new ArrayList<>(members(fields.get(3)));
    if (!members.contains(user)) {
      members.add(user);
      fields.set(3, String.join(",", members));
      file.change(group, fields);
    }
  }

  static List<String> members(String field) {
    return field.isEmpty() ? List.of() : List.of(field.split(",", -1));
  }

  /** Takes a user out of everything but the own group. */
  void forget(String user) {
    for (String name : List.of("passwd", "shadow", "subuid", "subgid")) {
      file(name).ifPresent(file -> file.remove(user));
    }
    for (String name : List.of("group", "gshadow")) {
      file(name).ifPresent(file -> file.changeAll(fields -> without(fields, user)));
    }
  }

  /** Members are in the fourth field, administrators of gshadow in the third. */
  private static List<String> without(List<String> fields, String user) {
    List<String> changed = new ArrayList<>(fields);
    for (int i = 2; i < Math.min(4, fields.size()); i++) {
      if (i == 3 || !fields.get(2).matches("[0-9]+")) {
        List<String> members = new ArrayList<>(members(fields.get(i)));
        if (members.remove(user)) {
          changed.set(i, String.join(",", members));
        }
      }
    }
    return changed;
  }
}

package org.nodecustomize.op.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.Owner;
import org.nodecustomize.tree.EditableTree;

/** Does what a {@link PutUser} wants. */
final class UserWork {
  private static final String LOCKED = "!!";
  private static final int PASSWD_FIELDS = 7;

  private final PutUser wish;
  private final EditableTree tree;
  private final Events events;
  private final Accounts accounts;

  UserWork(PutUser wish, EditableTree tree, Events events) {
    this.wish = wish;
    this.tree = tree;
    this.events = events;
    this.accounts = Accounts.of(tree);
  }

  void run() {
    check();
    Optional<List<String>> there = accounts.passwd().entry(wish.name());
    List<String> fields = there.isPresent() ? changed(there.get()) : made();
    if (there.isEmpty()) {
      accounts.passwd().add(fields);
      new SubordinateIds(accounts).add(wish.name(), wish.system());
    } else if (!there.get().equals(fields)) {
      accounts.passwd().change(wish.name(), fields);
    }
    accounts.file("shadow").ifPresent(this::shadow);
    for (String group : wish.groups()) {
      if (!accounts.gid(group).equals(AccountFiles.number(fields.get(3)))) {
        accounts.addMember(group, wish.name());
      }
    }
    accounts.write();
    HomeDirectory home =
        new HomeDirectory(
            tree,
            fields.get(5),
            AccountFiles.id(fields).orElseThrow(),
            AccountFiles.number(fields.get(3)).orElseThrow());
    if (wish.createHome()) {
      home.make(accounts.defs()).ifPresent(text -> events.warning(wish.origin() + ": " + text));
    }
    if (!wish.sshKeys().isEmpty()) {
      home.authorize(wish.sshKeys().stream().flatMap(key -> SshKey.parse(key).stream()).toList());
    }
  }

  /** All that is wrong, before anything is changed. */
  private void check() {
    List<String> faults = new ArrayList<>();
    AccountChecks.name("user", wish.name()).ifPresent(faults::add);
    wish.uid().ifPresent(uid -> AccountChecks.id("uid", uid).ifPresent(faults::add));
    wish.comment().flatMap(AccountChecks::comment).ifPresent(faults::add);
    wish.home().flatMap(AccountChecks::home).ifPresent(faults::add);
    wish.shell().flatMap(shell -> AccountChecks.shell(shell, tree)).ifPresent(faults::add);
    if (wish.password().isPresent() && wish.password().get() instanceof Password.Hashed hashed) {
      AccountChecks.password(hashed, tree).ifPresent(faults::add);
    }
    for (String group : wish.groups()) {
      if (accounts.gid(group).isEmpty()) {
        faults.add("the image has no group \"%s\"".formatted(group));
      }
    }
    for (int i = 0; i < wish.sshKeys().size(); i++) {
      if (SshKey.parse(wish.sshKeys().get(i)).isEmpty()) {
        faults.add(
            "expected a line of authorized_keys for key %d, for instance \"ssh-ed25519 AAAA... name\""
                .formatted(i + 1));
      }
    }
    if (!faults.isEmpty()) {
      throw AtOrigin.failure(wish.origin(), faults);
    }
  }

  private List<String> changed(List<String> there) {
    List<String> fields = new ArrayList<>(there);
    if (fields.size() != PASSWD_FIELDS || AccountFiles.id(fields).isEmpty()) {
      throw AtOrigin.failure(
          wish.origin(), "the entry of \"%s\" in the image's passwd is bad".formatted(wish.name()));
    }
    long uid = AccountFiles.id(fields).orElseThrow();
    if (wish.uid().isPresent() && wish.uid().getAsLong() != uid) {
      throw AtOrigin.failure(
          wish.origin(),
          "the image has the user \"%s\" with the uid %d already, and its files are of that number"
              .formatted(wish.name(), uid),
          "write uid: " + uid + ", or leave the uid out");
    }
    wish.group().ifPresent(group -> fields.set(3, Long.toString(primary(group))));
    wish.comment().ifPresent(comment -> fields.set(4, comment));
    wish.home().ifPresent(home -> fields.set(5, home));
    wish.shell().ifPresent(shell -> fields.set(6, shell));
    return fields;
  }

  private List<String> made() {
    boolean ownGroup = wish.group().isEmpty() && accounts.gid(wish.name()).isEmpty();
    long uid =
        wish.uid().isPresent() ? wish.uid().getAsLong() : accounts.freeUid(wish.system(), ownGroup);
    accounts
        .owner("passwd", uid, wish.name())
        .ifPresent(
            other -> {
              throw AtOrigin.failure(
                  wish.origin(), "the uid %d is that of the user \"%s\"".formatted(uid, other));
            });
    if (wish.uid().isEmpty()) {
      events.notice(
          "%s: the user \"%s\" gets the uid %d; write uid: %d to have it in every image"
              .formatted(wish.origin(), wish.name(), uid, uid));
    }
    long gid = wish.group().isPresent() ? primary(wish.group().get()) : ownGroup(uid);
    return List.of(
        wish.name(),
        "x",
        Long.toString(uid),
        Long.toString(gid),
        wish.comment().orElse(""),
        wish.home().orElse(wish.system() ? "/" : "/home/" + wish.name()),
        wish.shell().orElseGet(this::usualShell));
  }

  private long primary(Owner group) {
    long gid = new AccountNames(tree).group(group);
    if (accounts.owner("group", gid, "").isEmpty()) {
      throw AtOrigin.failure(
          wish.origin(),
          "the image has no group with the gid %d".formatted(gid),
          "declare it under groups");
    }
    return gid;
  }

  /** The group of the user's name; one that is made gets the user's number if that is free. */
  private long ownGroup(long uid) {
    Optional<Long> there = accounts.gid(wish.name());
    if (there.isPresent()) {
      return there.get();
    }
    long gid = accounts.owner("group", uid, "").isEmpty() ? uid : accounts.freeGid(wish.system());
    accounts.addGroup(wish.name(), gid);
    return gid;
  }

  private String usualShell() {
    List<String> shells =
        wish.system()
            ? List.of("/sbin/nologin", "/usr/sbin/nologin", "/bin/false")
            : List.of("/bin/bash", "/bin/sh");
    return shells.stream()
        .filter(shell -> AccountChecks.shell(shell, tree).isEmpty())
        .findFirst()
        .orElse(shells.get(0));
  }

  /** See shadow(5): name, hash, day of change, ages, flag. */
  private void shadow(AccountFile shadow) {
    Optional<List<String>> there = shadow.entry(wish.name());
    List<String> fields = new ArrayList<>(there.orElseGet(this::newShadow));
    while (fields.size() < 9) {
      fields.add("");
    }
    wish.password()
        .ifPresent(
            password -> {
              String field = field(password, fields.get(1));
              if (!field.equals(fields.get(1))) {
                fields.set(1, field);
                fields.set(2, Long.toString(wish.today().toEpochDay()));
              }
            });
    wish.expires().ifPresent(end -> fields.set(7, end.field()));
    if (there.isEmpty()) {
      shadow.add(fields);
    } else if (!there.get().equals(fields)) {
      shadow.change(wish.name(), fields);
    }
  }

  private List<String> newShadow() {
    LoginDefs defs = accounts.defs();
    boolean ages = !wish.system();
    return List.of(
        wish.name(),
        LOCKED,
        Long.toString(wish.today().toEpochDay()),
        ages ? Long.toString(defs.number("PASS_MIN_DAYS", 0)) : "",
        ages ? Long.toString(defs.number("PASS_MAX_DAYS", 99999)) : "",
        ages ? Long.toString(defs.number("PASS_WARN_AGE", 7)) : "",
        "",
        "",
        "");
  }

  /** A locked hash stays behind an exclamation mark, as usermod(8) has it. */
  private static String field(Password password, String now) {
    if (password instanceof Password.Hashed hashed) {
      return hashed.hash();
    }
    return now.startsWith("!") || now.startsWith("*") ? now : "!" + now;
  }
}

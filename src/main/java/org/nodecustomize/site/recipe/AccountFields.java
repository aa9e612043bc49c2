package org.nodecustomize.site.recipe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.Expiry;
import org.nodecustomize.site.GroupItem;
import org.nodecustomize.site.Password;
import org.nodecustomize.site.UserItem;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** The sections {@code users} and {@code groups}. */
final class AccountFields {
  private static final int MOST_KEY_BYTES = 256 * 1024;

  /** The number 4294967295 means "none"; 65535 did on 16 bits. */
  private static final Shape.Whole ID = new Shape.Whole(0, 4294967294L);

  private static final TextKind GECOS =
      TextKind.matching(
          "text on one line without \":\"",
          SiteError.BAD_TEXT_VALUE,
          "[^:\\x00-\\x1f\\x7f]{0,200}");

  static final Shape.Section USER =
      Shape.Section.of(
          "a user",
          Field.of("name", AccountKinds.NAME, "The login name; root is a user too.")
              .needed()
              .example("operator1"),
          Field.of("uid", ID, "The number, the same on every node.")
              .standard("the next free one, which may differ between images")
              .example("1501"),
          Field.of("group", AccountKinds.OWNER, "The primary group.")
              .standard("a group of the user's own name")
              .example("operators"),
          Field.list("groups", AccountKinds.NAME, "Further groups.").example("[wheel]"),
          Field.of("comment", GECOS, "The full name.").example("\"Site operator\""),
          Field.of(
                  "home",
                  ImageKinds.PATH,
                  "The home directory; installers keep /home on a volume of its own.")
              .standard("/home/NAME, / for a system account")
              .example("/var/home/operator1"),
          Field.of("shell", ImageKinds.PATH, "The login shell.")
              .standard("/bin/bash, /sbin/nologin for a system account")
              .example("/bin/bash"),
          Field.of(
                  "password",
                  AccountKinds.PASSWORD,
                  "A hash made by 'openssl passwd -6', or locked; never a plain password.")
              .standard("locked for a new account, otherwise as it is")
              .example("locked"),
          Field.of(
                  "expires",
                  AccountKinds.EXPIRY,
                  "The first day on which nobody can log in with it, or never.")
              .standard("never for a new account, otherwise as it is")
              .example("2030-01-31"),
          Field.list(
                  "sshKeys",
                  AccountKinds.SSH,
                  "Public keys that may log in: lines of authorized_keys, or files with such.")
              .example("[files/example/operator.pub]"),
          Field.flag("system", false, "Take missing numbers from the system's range."),
          Field.flag("createHome", true, "Make the home directory."));

  static final Shape.Section GROUP =
      Shape.Section.of(
              "a group",
              Field.of("name", AccountKinds.NAME, "Its name.").needed().example("operators"),
              Field.of("gid", ID, "The number, the same on every node.")
                  .standard("the next free one, which may differ between images")
                  .example("1500"),
              Field.list("members", AccountKinds.NAME, "Users that belong to it.")
                  .example("[root]"),
              Field.flag("system", false, "Take a missing number from the system's range."))
          .or("name");

  private AccountFields() {}

  static UserItem user(Entry entry, Binding binding) {
    String name = entry.text("name", "");
    binding.claim("user", name, entry.spot("name"), "is a user");
    entry
        .number("uid")
        .ifPresent(
            uid ->
                binding.claim("uid", Long.toString(uid), entry.spot("uid"), "is a user's number"));
    boolean system = entry.flag("system", false);
    boolean root = name.equals("root");
    if (root && entry.number("uid").orElse(0) != 0) {
      entry.fault(
          "uid", SiteError.CONTRADICTION, Complaint.of("the user \"root\" has the number 0"));
    }
    if (!root && entry.number("uid").orElse(-1) == 0) {
      entry.fault(
          "uid",
          SiteError.CONTRADICTION,
          Complaint.of("only the user \"root\" has the number 0", "use 'sudo:' to give rights"));
    }
    return new UserItem(
        entry.origin(),
        name,
        entry.number("uid"),
        entry.text("group").<AccountRef>map(FileFields::account),
        entry.texts("groups"),
        entry.text("comment"),
        entry.text("home"),
        entry.text("shell"),
        entry.text("password").map(AccountFields::password),
        sshKeys(entry),
        system,
        entry.flag("createHome", true),
        entry.text("expires").map(AccountFields::expiry));
  }

  private static Expiry expiry(String text) {
    return text.equals(AccountKinds.NEVER)
        ? new Expiry.Never()
        : new Expiry.On(LocalDate.parse(text));
  }

  private static Password password(String text) {
    return text.equals("locked") ? new Password.Locked() : new Password.Hashed(text);
  }

  static GroupItem group(Entry entry, Binding binding) {
    String name = entry.text("name", "");
    OptionalLong gid = entry.number("gid");
    binding.claim("group", name, entry.spot("name"), "is a group");
    gid.ifPresent(
        id -> binding.claim("gid", Long.toString(id), entry.spot("gid"), "is a group's number"));
    return new GroupItem(
        entry.origin(), name, gid, entry.texts("members"), entry.flag("system", false));
  }

  private static List<String> sshKeys(Entry entry) {
    List<String> keys = new ArrayList<>();
    for (Value.Word word : entry.words("sshKeys")) {
      if (AccountKinds.isSshKey(word.text())) {
        keys.add(word.text());
      } else {
        keys.addAll(keysOf(entry, word));
      }
    }
    return keys;
  }

  private static List<String> keysOf(Entry entry, Value.Word word) {
    Path file = HostKinds.resolve(word.text(), word.spot().place());
    Optional<String> text = read(file);
    List<String> lines =
        text.orElse("")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (text.orElse("").contains("PRIVATE KEY")) {
      entry.fault(
          word.spot(),
          SiteError.SECRET,
          Complaint.of(
              Quoted.of(word.text()) + " holds a private key", "name the file that ends in .pub"));
      return List.of();
    }
    List<String> bad = lines.stream().filter(line -> !AccountKinds.isSshKey(line)).toList();
    if (lines.isEmpty() || !bad.isEmpty()) {
      Complaint complaint =
          bad.isEmpty()
              ? Complaint.of(Quoted.of(word.text()) + " holds no SSH public key")
              : Complaint.of(
                  "%s: expected an SSH public key but was %s"
                      .formatted(Quoted.of(word.text()), Quoted.of(bad.get(0))));
      entry.fault(word.spot(), SiteError.BAD_KEY, complaint);
      return List.of();
    }
    return lines;
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.size(file) > MOST_KEY_BYTES
          ? Optional.empty()
          : Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

package org.nodecustomize.site.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.site.Provenance;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.SourceText;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlNode;
import org.nodecustomize.site.yaml.YamlReader;

/**
 * Reads a command file in the syntax of virt-customize: a command on each line, with its argument after a
 * blank. Each command becomes what a recipe would say, and is held against the same table. Paths of
 * this machine begin from the directory of the command file.
 */
public final class CommandFile {
  private final Faults faults;
  private final SourceText source;
  private final Wishes wishes;
  private final Map<String, Spot> settings = new LinkedHashMap<>();
  private final Map<String, UserWish> users = new LinkedHashMap<>();

  /** What several commands say about a user. */
  private static final class UserWish {
    private final Spot spot;
    private final List<YamlNode> sshKeys = new ArrayList<>();
    private Optional<YamlNode> password = Optional.empty();

    UserWish(Spot spot) {
      this.spot = spot;
    }
  }

  private CommandFile(SourceText source, Faults faults) {
    this.source = source;
    this.faults = faults;
    this.wishes = new Wishes(source, faults);
  }

  /**
   * Reads a command file.
   *
   * @throws org.nodecustomize.diag.SiteException with everything that is wrong
   * @throws org.nodecustomize.diag.UsageException where the file cannot be read
   */
  public static Site read(Path file) {
    Faults faults = new Faults();
    Optional<SourceText> source =
        new YamlReader(faults).load(file.toString(), file, Optional.empty());
    if (source.isEmpty()) {
      faults.throwIfAny();
      throw new IllegalStateException("no file and no fault");
    }
    return new CommandFile(source.get(), faults).site();
  }

  private Site site() {
    CommandText.lines(source).forEach(this::command);
    users.forEach(this::user);
    return wishes.site(
        new Provenance(
            List.of(source.path().toAbsolutePath().normalize()), Collections.emptySortedMap()));
  }

  private void command(CommandText.Line line) {
    Optional<Command> command = Command.of(line.word());
    if (command.isPresent()) {
      boolean none = command.get().argument().isEmpty();
      if (none && !line.argument().isEmpty()) {
        bad(line, "expected no argument");
      } else if (!none && line.argument().isEmpty()) {
        faults.add(
            SiteError.BAD_ARGUMENT,
            line.at(),
            Complaint.of("expected %s %s".formatted(line.word(), command.get().argument())));
      } else {
        honour(command.get(), line);
      }
      return;
    }
    String wayOut = Refusals.all().get(line.word());
    if (wayOut != null) {
      faults.add(
          SiteError.REFUSED_COMMAND,
          line.at(),
          Complaint.of("unsupported command " + Quoted.of(line.word()), wayOut));
      return;
    }
    Complaint unknown = Complaint.of("unknown command " + Quoted.of(line.word()));
    faults.add(
        SiteError.UNKNOWN_COMMAND,
        line.at(),
        Spelling.nearest(line.word(), Command.words())
            .map(word -> unknown.hint("did you mean " + Quoted.of(word) + "?"))
            .orElse(unknown.hint("man node-customize-site, COMMAND FILES")));
  }

  private void bad(CommandText.Line line, String message) {
    faults.add(
        SiteError.BAD_ARGUMENT,
        line.argumentAt(),
        Complaint.of(message + " but was " + Quoted.of(line.argument())));
  }

  private void honour(Command command, CommandText.Line line) {
    String argument = line.argument();
    switch (command) {
      case APPEND_LINE -> two(command, line, "edits", "path", "line");
      case CHMOD -> two(command, line, "permissions", "mode", "path");
      case CHOWN -> chown(command, line);
      case COPY_IN -> copyIn(command, line);
      case DELETE -> word(line, "remove", argument);
      case EDIT -> edit(command, line);
      case FIRSTBOOT -> item(line, "scripts.firstboot", "source", argument);
      case FIRSTBOOT_COMMAND -> item(line, "scripts.firstboot", "content", argument);
      case HOSTNAME, TIMEZONE -> setting(line);
      case INSTALL -> packages(line, "packages.install");
      case UNINSTALL -> packages(line, "packages.remove");
      case UPDATE -> word(line, "packages.update", "*");
      case LINK -> links(command, line);
      case MKDIR -> item(line, "directories", "path", argument);
      case PASSWORD -> password(command, line);
      case ROOT_PASSWORD -> password(line, "root", argument);
      case RUN -> item(line, "scripts.offline", "source", argument);
      case RUN_COMMAND -> item(line, "scripts.offline", "content", argument);
      case SSH_INJECT -> sshKey(command, line);
      case TOUCH -> item(line, "files", "path", argument, "content", "", "replace", "false");
      case TRUNCATE -> item(line, "edits", "path", argument, "empty", "true");
      case UPLOAD -> two(command, line, "files", "source", "path");
      case WRITE -> two(command, line, "files", "path", "content");
      case NO_LOGFILE, PASSWORD_CRYPTO, SELINUX_RELABEL -> {}
    }
  }

  private YamlNode.Scalar scalar(CommandText.Line line, String text) {
    return new YamlNode.Scalar(line.argumentAt().place(), text, false);
  }

  /** An item of a list, of fields and their values in turn. */
  private void item(CommandText.Line line, String list, String... fields) {
    List<YamlNode.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.add(new YamlNode.Pair(scalar(line, fields[i]), scalar(line, fields[i + 1])));
    }
    wishes.add(list, line.argumentAt(), new YamlNode.Mapping(line.argumentAt().place(), pairs));
  }

  private void word(CommandText.Line line, String list, String text) {
    wishes.add(list, line.argumentAt(), scalar(line, text));
  }

  private void setting(CommandText.Line line) {
    Spot first = settings.putIfAbsent(line.word(), line.argumentAt());
    if (first != null) {
      faults.add(
          SiteError.WRITTEN_TWICE,
          line.argumentAt(),
          Complaint.of("is given twice, first in " + first.place().where()));
    }
    wishes.set(line.word(), line.argumentAt(), scalar(line, line.argument()));
  }

  private Optional<String[]> parts(Command command, CommandText.Line line, int most) {
    String[] parts = line.argument().split(":", most);
    if (parts.length < 2 || parts[0].isEmpty()) {
      bad(line, "expected " + command.argument());
      return Optional.empty();
    }
    return Optional.of(parts);
  }

  private void two(
      Command command, CommandText.Line line, String list, String first, String second) {
    parts(command, line, 2).ifPresent(parts -> item(line, list, first, parts[0], second, parts[1]));
  }

  private void chown(Command command, CommandText.Line line) {
    String[] parts = line.argument().split("[.:]", 2);
    String[] rest = parts.length == 2 ? parts[1].split(":", 2) : new String[0];
    if (rest.length < 2) {
      bad(line, "expected " + command.argument());
      return;
    }
    item(line, "permissions", "owner", parts[0], "group", rest[0], "path", rest[1]);
  }

  private void copyIn(Command command, CommandText.Line line) {
    int colon = line.argument().lastIndexOf(':');
    if (colon <= 0) {
      bad(line, "expected " + command.argument());
      return;
    }
    String local = line.argument().substring(0, colon);
    String directory = line.argument().substring(colon + 1).replaceAll("(?<=.)/+$", "");
    String name = local.replaceAll("/+$", "");
    name = name.substring(name.lastIndexOf('/') + 1);
    String path = (directory.equals("/") ? "" : directory) + "/" + name;
    boolean tree = HostKinds.DIRECTORY.check().flaw(local, line.argumentAt().place()).isEmpty();
    item(line, tree ? "trees" : "files", "source", local, "path", path);
  }

  private void edit(Command command, CommandText.Line line) {
    Optional<String[]> parts = parts(command, line, 2);
    if (parts.isEmpty()) {
      return;
    }
    Optional<PerlSubstitution> known = PerlSubstitution.of(parts.get()[1]);
    if (known.isEmpty()) {
      faults.add(
          SiteError.REFUSED_COMMAND,
          line.argumentAt(),
          Complaint.of(
              "unsupported expression of Perl " + Quoted.of(parts.get()[1]),
              "write s/REGEX/TEXT/g, or use 'edits:' of a recipe"));
      return;
    }
    item(
        line,
        "edits",
        "path",
        parts.get()[0],
        "substitute",
        known.get().regex(),
        "with",
        known.get().replacement(),
        "mustMatch",
        "false");
  }

  private void packages(CommandText.Line line, String list) {
    for (String name : line.argument().split(",", -1)) {
      word(line, list, name.strip());
    }
  }

  private void links(Command command, CommandText.Line line) {
    parts(command, line, -1)
        .ifPresent(
            parts -> {
              for (int i = 1; i < parts.length; i++) {
                item(line, "links", "target", parts[0], "path", parts[i]);
              }
            });
  }

  private UserWish wish(CommandText.Line line, String user) {
    return users.computeIfAbsent(user, name -> new UserWish(line.argumentAt()));
  }

  private void password(Command command, CommandText.Line line) {
    int colon = line.argument().indexOf(':');
    if (colon <= 0) {
      bad(line, "expected " + command.argument());
      return;
    }
    password(line, line.argument().substring(0, colon), line.argument().substring(colon + 1));
  }

  private void password(CommandText.Line line, String user, String selector) {
    if (!selector.equals("locked") && !selector.equals("disabled")) {
      faults.addSecret(
          SiteError.PLAIN_PASSWORD,
          line.argumentAt(),
          Complaint.of(
              "expected \"locked\" but was another selector: passwords are not taken here",
              "make a hash with 'openssl passwd -6', for 'users:' of a recipe"));
      return;
    }
    UserWish wish = wish(line, user);
    if (wish.password.isPresent()) {
      faults.add(
          SiteError.WRITTEN_TWICE,
          line.argumentAt(),
          Complaint.of("the password of " + Quoted.of(user) + " is given twice"));
    }
    wish.password = Optional.of(scalar(line, "locked"));
  }

  private void sshKey(Command command, CommandText.Line line) {
    String[] parts = line.argument().split(":", 3);
    if (parts.length < 3 || !(parts[1].equals("file") || parts[1].equals("string"))) {
      bad(line, "expected " + command.argument());
      return;
    }
    wish(line, parts[0]).sshKeys.add(scalar(line, parts[2]));
  }

  private void user(String name, UserWish wish) {
    List<YamlNode.Pair> pairs = new ArrayList<>();
    pairs.add(pair(wish, "name", new YamlNode.Scalar(wish.spot.place(), name, false)));
    wish.password.ifPresent(password -> pairs.add(pair(wish, "password", password)));
    if (!wish.sshKeys.isEmpty()) {
      pairs.add(pair(wish, "sshKeys", new YamlNode.Sequence(wish.spot.place(), wish.sshKeys)));
    }
    wishes.add("users", wish.spot, new YamlNode.Mapping(wish.spot.place(), pairs));
  }

  private static YamlNode.Pair pair(UserWish wish, String key, YamlNode value) {
    return new YamlNode.Pair(new YamlNode.Scalar(wish.spot.place(), key, false), value);
  }
}

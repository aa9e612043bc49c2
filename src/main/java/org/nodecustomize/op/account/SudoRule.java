package org.nodecustomize.op.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/**
 * Writes a file of /etc/sudoers.d. One wrong line there takes sudo from everybody, so a file is built
 * from checked words and never taken as it is.
 *
 * @param name of the file
 * @param users names of users to whom the rule applies
 * @param groups names of groups to whom the rule applies
 * @param commands absolute paths with their arguments, or {@code ALL}
 * @param runAs whom they may become, {@code ALL} for anybody
 * @param noPassword whether sudo asks for no password
 * @param defaults settings for these users, for instance {@code !requiretty}; for everybody where
 *     neither users nor groups are named
 */
public record SudoRule(
    Origin origin,
    String name,
    List<String> users,
    List<String> groups,
    List<String> commands,
    String runAs,
    boolean noPassword,
    List<String> defaults)
    implements TreeOperation {
  private static final int LARGEST = 1 << 20;

  public SudoRule {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
    commands = List.copyOf(commands);
    defaults = List.copyOf(defaults);
  }

  @Override
  public String title() {
    return "write sudo rule " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          List<String> faults = faults();
          if (!faults.isEmpty()) {
            throw AtOrigin.failure(origin, faults);
          }
          warn(tree, events);
          String directory = AccountFiles.directory(tree) + "/sudoers.d";
          String path = directory + "/" + name;
          if (!tree.exists(directory)) {
            tree.putDirectory(directory, Placement.ofRoot(0750));
          }
          Placement placement =
              tree.node(path)
                  .filter(FileNode::isRegular)
                  .map(node -> new Placement(0440, 0, 0, node.attributes()))
                  .orElse(Placement.ofRoot(0440));
          tree.putFile(path, Content.of(TreeNames.encode(text())), placement);
        });
  }

  private List<String> faults() {
    List<String> faults = new ArrayList<>();
    SudoWords.fileName(name).ifPresent(faults::add);
    if (users.isEmpty() && groups.isEmpty() && !commands.isEmpty()) {
      faults.add("the rule names neither users nor groups");
    }
    if (commands.isEmpty() && defaults.isEmpty()) {
      faults.add("the rule names neither commands nor defaults");
    }
    users.forEach(user -> AccountChecks.name("user", user).ifPresent(faults::add));
    groups.forEach(group -> AccountChecks.name("group", group).ifPresent(faults::add));
    SudoWords.runAs(runAs).ifPresent(faults::add);
    commands.forEach(command -> SudoWords.command(command).ifPresent(faults::add));
    defaults.forEach(setting -> SudoWords.setting(setting).ifPresent(faults::add));
    return faults;
  }

  /** What makes the rule useless or wider than it looks. */
  private void warn(EditableTree tree, Events events) {
    Optional<String> sudoers =
        tree.read(AccountFiles.directory(tree) + "/sudoers", LARGEST).map(TreeNames::decode);
    if (sudoers.isEmpty()) {
      events.warning(origin + ": the image has no sudo, which would read the rule");
    } else if (sudoers.get().lines().noneMatch(SudoRule::includes)) {
      events.warning(origin + ": the image's sudoers does not include /etc/sudoers.d");
    }
    AccountNamesKnown known = new AccountNamesKnown(tree);
    users.stream()
        .filter(user -> !known.user(user))
        .forEach(
            user -> events.warning("%s: the image has no user \"%s\"".formatted(origin, user)));
    groups.stream()
        .filter(group -> !known.group(group))
        .forEach(
            group -> events.warning("%s: the image has no group \"%s\"".formatted(origin, group)));
    for (String command : commands) {
      String program = SudoWords.program(command);
      if (!command.equals("ALL") && !program.matches(".*[*?\\[/]") && !tree.exists(program)) {
        events.warning("%s: the image has no \"%s\"".formatted(origin, program));
      }
      if (SudoWords.hasWildcard(command)) {
        events.warning(
            "%s: a wildcard in \"%s\" also matches blanks and further arguments"
                .formatted(origin, command));
      }
    }
  }

  /** Both spellings of sudoers(5), "Including other files from within sudoers". */
  private static boolean includes(String line) {
    return line.matches("\\s*[#@]includedir\\s+\"?(/usr)?/etc/sudoers\\.d/?\"?\\s*");
  }

  private String text() {
    List<String> who = new ArrayList<>(users);
    groups.forEach(group -> who.add("%" + group));
    String list = String.join(", ", who);
    StringBuilder text = new StringBuilder("# written by node-customize\n");
    for (String setting : defaults) {
      text.append(who.isEmpty() ? "Defaults" : "Defaults:" + String.join(",", who))
          .append(' ')
          .append(setting)
          .append('\n');
    }
    if (!commands.isEmpty()) {
      text.append(list)
          .append(" ALL=(")
          .append(runAs)
          .append(") ")
          .append(noPassword ? "NOPASSWD: " : "")
          .append(String.join(", ", commands.stream().map(SudoWords::escaped).toList()))
          .append('\n');
    }
    return text.toString();
  }
}

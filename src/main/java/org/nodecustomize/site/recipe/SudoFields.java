package org.nodecustomize.site.recipe;

import java.util.List;
import org.nodecustomize.site.SudoItem;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** The section {@code sudo}. */
final class SudoFields {
  private static final TextKind COMMAND =
      TextKind.matching(
          "\"ALL\" or the absolute path of a command",
          SiteError.BAD_TEXT_VALUE,
          "ALL|!?/[^\\n]{0,999}",
          "sudo takes commands by their absolute path");

  private static final TextKind RUN_AS =
      TextKind.matching(
          "\"ALL\" or the name of an account", SiteError.BAD_NAME, "ALL|[a-z_][a-z0-9_-]{0,30}");

  static final Shape.Section SHAPE =
      Shape.Section.of(
              "a sudo rule",
              Field.of("name", NameKinds.WORD, "The name of its file in /etc/sudoers.d.")
                  .needed()
                  .example("operators"),
              Field.list("users", AccountKinds.NAME, "Users that it is for.")
                  .example("[operator1]"),
              Field.list("groups", AccountKinds.NAME, "Groups that it is for.").example("[wheel]"),
              Field.list("commands", COMMAND, "What they may run.")
                  .standard("ALL")
                  .example("[/usr/bin/systemctl restart chronyd]"),
              Field.of("runAs", RUN_AS, "As whom they may run them.")
                  .standard("ALL")
                  .example("root"),
              Field.flag("noPassword", false, "Without being asked for a password."),
              Field.list(
                      "defaults",
                      NameKinds.LINE,
                      "Words of Defaults lines, for these users and groups, or for everybody where none are named.")
                  .example("[use_pty]"))
          .where(new Shape.AtLeastOne(List.of("users", "groups", "defaults")));

  private SudoFields() {}

  static SudoItem bind(Entry entry, Binding binding) {
    String name = entry.text("name", "");
    binding.claim("path", "/etc/sudoers.d/" + name, entry.spot("name"), "is written");
    boolean rule = !entry.texts("users").isEmpty() || !entry.texts("groups").isEmpty();
    for (String key : List.of("commands", "runAs", "noPassword")) {
      if (entry.has(key) && !rule) {
        entry.fault(
            key,
            SiteError.NOT_APPLICABLE,
            Complaint.of("the key \"%s\" applies only beside users, groups".formatted(key)));
      }
    }
    return new SudoItem(
        entry.origin(),
        name,
        entry.texts("users"),
        entry.texts("groups"),
        rule && !entry.has("commands") ? List.of("ALL") : entry.texts("commands"),
        entry.text("runAs", "ALL"),
        entry.flag("noPassword", false),
        entry.texts("defaults"));
  }
}

package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.regex.Pattern;
import org.nodecustomize.site.EditAction;
import org.nodecustomize.site.EditItem;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** The section {@code edits}. */
final class EditFields {
  private static final TextKind KEY =
      TextKind.matching(
          "a key without blanks and \"=\"", SiteError.BAD_NAME, "[^\\s=\\[\\]#;][^=\\n]{0,199}");

  private static final TextKind SEPARATOR =
      TextKind.matching(
          "a separator such as \"=\", \" \" or \": \"",
          SiteError.BAD_TEXT_VALUE,
          "\\s?[=: \\t]\\s?");

  private static final TextKind WITH = NameKinds.TEXT;

  static final Shape.Section SHAPE =
      Shape.Section.of(
              "an edit",
              Field.of("path", ImageKinds.PATH, "The text file to change.")
                  .needed()
                  .example("/etc/login.defs"),
              Field.of("line", NameKinds.LINE, "A line that shall be there.")
                  .example("\"UMASK 027\""),
              Field.of(
                      "matching",
                      ImageKinds.REGEX,
                      "The last line in which this is found becomes 'line', others go.")
                  .example("'^UMASK\\s'")
                  .applies("with 'line'"),
              Field.of(
                      "after",
                      ImageKinds.REGEX,
                      "Where 'line' is new, it goes below the last line in which this is found.")
                  .example("'^# umask'")
                  .standard("the end of the file")
                  .applies("with 'line'"),
              Field.of("removeLine", NameKinds.LINE, "A line that shall not be there.")
                  .example("\"UMASK 022\""),
              Field.of("removeMatching", ImageKinds.REGEX, "Lines in which this is found go.")
                  .example("'^CREATE_MAIL_SPOOL'"),
              Field.of("substitute", ImageKinds.REGEX, "What matches this, in each line, ...")
                  .example("'^(PASS_MAX_DAYS)\\s.*'"),
              Field.of("with", WITH, "... becomes this, with $1 for groups.")
                  .example("\"$1 90\"")
                  .applies("with 'substitute'"),
              Field.flag("mustMatch", true, "Whether it is an error that nothing matches.")
                  .applies("with 'substitute'"),
              Field.of("key", KEY, "A key that shall have the value ...").example("MaxSessions"),
              Field.of("value", NameKinds.LINE, "... given here.")
                  .example("\"10\"")
                  .applies("with 'key'"),
              Field.of("unset", KEY, "A key that shall not be set.").example("Port"),
              Field.of("separator", SEPARATOR, "What stands between key and value.")
                  .standard("\"=\"")
                  .example("\" \"")
                  .applies("with 'key' or 'unset'"),
              Field.of("section", NameKinds.LINE, "The section of an ini file that has the key.")
                  .example("main")
                  .applies("with 'key' or 'unset'"),
              Field.flag("empty", false, "The file shall be there and have no content."),
              Field.flag("create", false, "Whether a missing file is made."))
          .where(
              new Shape.ExactlyOne(
                  List.of(
                      "line",
                      "removeLine",
                      "removeMatching",
                      "substitute",
                      "key",
                      "unset",
                      "empty")))
          .where(new Shape.Needs("matching", List.of("line")))
          .where(new Shape.Needs("after", List.of("line")))
          .where(new Shape.Needs("with", List.of("substitute")))
          .where(new Shape.Needs("substitute", List.of("with")))
          .where(new Shape.Needs("mustMatch", List.of("substitute")))
          .where(new Shape.Needs("value", List.of("key")))
          .where(new Shape.Needs("key", List.of("value")))
          .where(new Shape.Needs("separator", List.of("key", "unset")))
          .where(new Shape.Needs("section", List.of("key", "unset")))
          .example("path", "line", "matching", "after", "create")
          .example("path", "removeLine")
          .example("path", "removeMatching")
          .example("path", "substitute", "with", "mustMatch")
          .example("path=/etc/ssh/sshd_config", "key", "value", "separator")
          .example("path=/etc/yum.conf", "unset=proxy", "section")
          .example("path=/etc/issue", "empty");

  private EditFields() {}

  static EditItem bind(Entry entry) {
    if (entry.has("separator") && entry.has("section")) {
      entry.fault(
          "separator",
          SiteError.CHOOSE_ONE,
          Complaint.of("an ini file has no other separator than \"=\"", "leave 'separator' out"));
    }
    if (entry.has("empty") && !entry.flag("empty", true)) {
      entry.fault(
          "empty", SiteError.NOT_APPLICABLE, Complaint.of("expected true but was \"false\""));
    }
    return new EditItem(
        entry.origin(), entry.text("path", ""), action(entry), entry.flag("create", false));
  }

  private static EditAction action(Entry entry) {
    String separator = entry.text("separator", "=");
    if (entry.has("line")) {
      return new EditAction.LinePresent(
          entry.text("line", ""),
          entry.text("matching").map(Pattern::compile),
          entry.text("after").map(Pattern::compile));
    }
    if (entry.has("removeLine")) {
      return new EditAction.LineAbsent(entry.text("removeLine", ""));
    }
    if (entry.has("removeMatching")) {
      return new EditAction.MatchAbsent(Pattern.compile(entry.text("removeMatching", "")));
    }
    if (entry.has("substitute")) {
      return substitute(entry);
    }
    if (entry.has("key")) {
      String key = entry.text("key", "");
      String value = entry.text("value", "");
      return entry
          .text("section")
          .<EditAction>map(section -> new EditAction.SetIniKey(section, key, value))
          .orElseGet(() -> new EditAction.SetKey(key, value, separator));
    }
    if (entry.has("unset")) {
      String key = entry.text("unset", "");
      return entry
          .text("section")
          .<EditAction>map(section -> new EditAction.UnsetIniKey(section, key))
          .orElseGet(() -> new EditAction.UnsetKey(key, separator));
    }
    return new EditAction.Empty();
  }

  private static EditAction substitute(Entry entry) {
    Pattern pattern = Pattern.compile(entry.text("substitute", ""));
    String with = entry.text("with", "");
    int groups = pattern.matcher("").groupCount();
    // java.util.regex would only tell when something matches, deep in a run.
    var group = Pattern.compile("(?<!\\\\)\\$([0-9])?").matcher(with);
    while (group.find()) {
      if (group.group(1) == null || Integer.parseInt(group.group(1)) > groups) {
        entry.fault(
            "with",
            SiteError.BAD_TEXT_VALUE,
            Complaint.of(
                "the expression has %d groups, so there is no \"%s\""
                    .formatted(groups, group.group()),
                "write \"\\$\" for a plain dollar"));
        break;
      }
    }
    return new EditAction.Substitute(pattern, with, entry.flag("mustMatch", true));
  }
}

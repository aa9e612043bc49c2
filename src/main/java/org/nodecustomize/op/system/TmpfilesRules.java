package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Lines of tmpfiles.d(5), which make and clean files at every boot: {@code
 * /usr/lib/tmpfiles.d/node-customize-NAME.conf}. Of lines for one path the earliest counts.
 *
 * @param lines {@code TYPE PATH MODE USER GROUP AGE ARGUMENT}
 */
public record TmpfilesRules(Origin origin, String name, List<String> lines)
    implements TreeOperation {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private static final Pattern WORD = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\S+");
  private static final Pattern TYPE =
      Pattern.compile("[fFwdDevqQpLcbCxXrRzZtThHaA](?:[+!=~^$?-])*");
  private static final Pattern MODE = Pattern.compile("-|[:~]{0,2}[0-7]{3,5}");
  private static final Pattern OWNER = Pattern.compile("-|:?[A-Za-z0-9_%][A-Za-z0-9_.%-]*\\$?");
  private static final Pattern AGE =
      Pattern.compile("-|0|(?:[aAbBcCmM]*:)?~?(?:[0-9]+(?:us|ms|min|s|m|h|d|w)?)+");

  /** The types whose path is a pattern, for which no earlier line is looked up. */
  private static final String PATTERNS = "xXrRzZtThHaAe";

  public TmpfilesRules {
    lines = List.copyOf(lines);
  }

  @Override
  public String title() {
    return "add tmpfiles rules " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    check();
    Edits edits = new Edits(tree);
    String file = "/usr/lib/tmpfiles.d/node-customize-" + name + ".conf";
    edits.file(file, OwnFile.HEADER + "\n" + String.join("\n", lines) + "\n", 0644);
    for (String earlier : Snippets.of(edits, "tmpfiles.d")) {
      if (earlier.equals(file)) {
        return;
      }
      for (String line : edits.lines(earlier)) {
        path(line)
            .filter(path -> lines.stream().anyMatch(ours -> path(ours).equals(Optional.of(path))))
            .ifPresent(
                path ->
                    events.warning(
                        "%s: '%s' of %s goes before our line for %s"
                            .formatted(origin, line.strip(), earlier, path)));
      }
    }
  }

  /** The path of a line that makes something. */
  private static Optional<String> path(String line) {
    List<String> words = words(line);
    return words.size() < 2
            || words.get(0).startsWith("#")
            || PATTERNS.indexOf(words.get(0).charAt(0)) >= 0
        ? Optional.empty()
        : Optional.of(words.get(1));
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find() && words.size() < 7) {
      words.add(matcher.group());
    }
    return words;
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          origin
              .problem("not the name of a file: \"" + name + "\"")
              .withHint("letters, digits, _ and -"));
    }
    for (String line : lines) {
      fault(line)
          .ifPresent(
              fault ->
                  problems.add(
                      origin
                          .problem("bad line \"" + line + "\": " + fault)
                          .withHint("for instance d /var/lib/agent 0750 agent agent -")));
    }
    if (lines.isEmpty()) {
      problems.add(origin.problem("no line is given"));
    }
    Wrong.check(problems);
  }

  private static Optional<String> fault(String line) {
    List<String> words = words(line);
    if (line.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      return Optional.of("expected one line");
    }
    if (words.size() < 2) {
      return Optional.of("expected TYPE PATH MODE USER GROUP AGE ARGUMENT");
    }
    if (!TYPE.matcher(words.get(0)).matches()) {
      return Optional.of("not a type: \"" + words.get(0) + "\"");
    }
    String path = words.get(1).replace("\"", "");
    boolean plain =
        (path.startsWith("/") || path.startsWith("%"))
            && !path.contains("/../")
            && !path.endsWith("/..");
    if (!plain) {
      return Optional.of("expected an absolute path but was \"" + words.get(1) + "\"");
    }
    List<Pattern> rest = List.of(MODE, OWNER, OWNER, AGE);
    List<String> titles = List.of("a mode", "a user", "a group", "an age");
    for (int i = 0; i < rest.size() && i + 2 < words.size(); i++) {
      if (!rest.get(i).matcher(words.get(i + 2)).matches()) {
        return Optional.of("not " + titles.get(i) + ": \"" + words.get(i + 2) + "\"");
      }
    }
    return Optional.empty();
  }
}

package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * A line of tmpfiles.d(5), which makes or cleans files at every boot. All are in one file; a line of
 * the same type and path takes the place of the one before. Over all files, of lines for one path
 * the earliest counts.
 *
 * @param line {@code TYPE PATH MODE USER GROUP AGE ARGUMENT}
 */
public record TmpfilesRule(Origin origin, String line) implements TreeOperation {
  static final String FILE = "/usr/lib/tmpfiles.d/50-node-customize.conf";

  private static final Pattern WORD = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|\\S+");
  private static final Pattern TYPE =
      Pattern.compile("[fFwdDevqQpLcbCxXrRzZtThHaA](?:[+!=~^$?-])*");
  private static final Pattern MODE = Pattern.compile("-|[:~]{0,2}[0-7]{3,5}");
  private static final Pattern OWNER = Pattern.compile("-|:?[A-Za-z0-9_%][A-Za-z0-9_.%-]*\\$?");
  private static final Pattern AGE =
      Pattern.compile("-|0|(?:[aAbBcCmM]*:)?~?(?:[0-9]++(?:us|ms|min|s|m|h|d|w)?)+");

  private static final int LONGEST = 4096;

  /** The types whose path is a pattern, for which no earlier line is looked up. */
  private static final String PATTERNS = "xXrRzZtThHaAe";

  @Override
  public String title() {
    return "add tmpfiles rule " + String.join(" ", key(line));
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Optional<String> fault = fault(line);
    if (fault.isPresent()) {
      throw Wrong.wish(
          origin,
          "bad line \"" + line + "\": " + fault.get(),
          "for instance d /var/lib/agent 0750 agent agent -");
    }
    Edits edits = new Edits(tree);
    List<String> all = new ArrayList<>(OwnFile.lines(edits, FILE));
    all.removeIf(other -> key(other).equals(key(line)));
    all.add(line.strip());
    all.sort(null);
    OwnFile.write(edits, FILE, all);
    tell(edits, events);
  }

  private void tell(Edits edits, Events events) {
    Optional<String> ours = path(line);
    for (String file : Snippets.of(edits, "tmpfiles.d")) {
      if (ours.isEmpty() || file.equals(FILE)) {
        return;
      }
      for (String other : edits.lines(file)) {
        if (path(other).equals(ours)) {
          events.warning(
              "%s: '%s' of %s goes before our line for %s"
                  .formatted(origin, other.strip(), file, ours.get()));
        }
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

  /** Type and path. */
  private static List<String> key(String line) {
    return words(line).stream().limit(2).toList();
  }

  /** None of a line that is too long to be one. */
  private static List<String> words(String line) {
    if (line.length() > LONGEST) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find() && words.size() < 7) {
      words.add(matcher.group());
    }
    return words;
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

package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Sets kernel parameters at boot, by sysctl.d(5). The last assignment counts there, so our file is
 * late among those of /usr; a file of a host's /etc with a later name still goes over it.
 *
 * @param values by key; {@code net.ipv4.ip_forward} or {@code net/ipv4/ip_forward}; after a dash
 *     failures are ignored
 */
public record SetSysctl(Origin origin, Map<String, String> values) implements TreeOperation {
  static final String FILE = "/usr/lib/sysctl.d/90-node-customize.conf";

  private static final Pattern KEY = Pattern.compile("-?[A-Za-z0-9_*][A-Za-z0-9_*.:@/-]{0,254}");

  public SetSysctl {
    values = Map.copyOf(values);
  }

  @Override
  public String title() {
    return "set kernel parameters " + String.join(", ", new TreeMap<>(values).keySet());
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    check();
    Edits edits = new Edits(tree);
    Map<String, String> all = new TreeMap<>();
    for (String line : OwnFile.lines(edits, FILE)) {
      key(line).ifPresent(key -> all.put(key, line));
    }
    values.forEach(
        (key, value) ->
            all.put(
                bare(key), (key.startsWith("-") ? "-" : "") + bare(key) + " = " + value.strip()));
    OwnFile.write(edits, FILE, all.values());
    boolean later = false;
    for (String file : Snippets.of(edits, "sysctl.d")) {
      if (later) {
        for (String line : edits.lines(file)) {
          key(line)
              .filter(key -> sets(key) && !line.strip().equals(all.get(key)))
              .ifPresent(
                  key ->
                      events.warning(
                          "%s: '%s' of %s is read later and goes over ours"
                              .formatted(origin, line.strip(), file)));
        }
      }
      later |= file.equals(FILE);
    }
  }

  private boolean sets(String key) {
    return values.keySet().stream().anyMatch(ours -> bare(ours).equals(key));
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (key, value) -> {
              if (!KEY.matcher(key).matches() || key.contains("..") || key.contains("//")) {
                problems.add(
                    origin
                        .problem("not a kernel parameter: \"" + key + "\"")
                        .withHint("for instance net.ipv4.ip_forward"));
              }
              if (value.isBlank() || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
                problems.add(origin.problem("expected one line of value for \"" + key + "\""));
              }
            });
    Wrong.check(problems);
  }

  /** The key of a line; a leading dash ignores failures. */
  private static Optional<String> key(String line) {
    String stripped = line.strip();
    int equals = stripped.indexOf('=');
    if (equals < 1 || stripped.startsWith("#") || stripped.startsWith(";")) {
      return Optional.empty();
    }
    String key = stripped.substring(0, equals).strip();
    return Optional.of(bare(key));
  }

  private static String bare(String key) {
    return plain(key.startsWith("-") ? key.substring(1).strip() : key);
  }

  /**
   * One spelling for both: if the first separator is a slash, dots are part of a name; else dots
   * separate and slashes stand for dots in a name.
   */
  static String plain(String key) {
    int dot = key.indexOf('.');
    int slash = key.indexOf('/');
    if (slash < 0 || (dot >= 0 && dot < slash)) {
      return key;
    }
    StringBuilder dotted = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      dotted.append(c == '/' ? '.' : c == '.' ? '/' : c);
    }
    return dotted.toString();
  }
}

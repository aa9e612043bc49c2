package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;

/** What a unit or a drop-in that somebody gives must look like; see systemd.syntax(7). */
final class UnitChecks {
  /** Types whose own section has another name than the type. */
  private static final Map<String, String> OWN_SECTION =
      Map.of("automount", "Automount", "swap", "Swap", "target", "", "device", "");

  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  private UnitChecks() {}

  /** Faults of the text, each with its line. */
  static List<Problem> faults(Origin origin, UnitName unit, String text) {
    List<Problem> problems = new ArrayList<>();
    if (text.indexOf('\0') >= 0) {
      problems.add(origin.problem("not a text: it holds NUL"));
      return problems;
    }
    IniText ini = IniText.parse(text);
    ini.faults().forEach(fault -> problems.add(origin.problem(fault)));
    Set<String> allowed = sections(unit);
    for (String section : new TreeSet<>(ini.sections())) {
      if (!allowed.contains(section) && !section.startsWith("X-")) {
        problems.add(
            origin
                .problem("section [" + section + "] has no meaning in a " + unit.type() + " unit")
                .withHint(
                    NearName.of(section, allowed)
                        .map(near -> "did you mean [" + near + "]?")
                        .orElse("expected one of " + String.join(", ", allowed))));
      }
    }
    for (IniText.Entry entry : ini.entries()) {
      if (!KEY.matcher(entry.key()).matches()) {
        problems.add(
            origin.problem("line " + entry.line() + ": not a key: \"" + entry.key() + "\""));
      }
    }
    if (ini.entries().isEmpty() && problems.isEmpty()) {
      problems.add(origin.problem("no key in the text of the unit"));
    }
    return problems;
  }

  private static Set<String> sections(UnitName unit) {
    Set<String> sections = new TreeSet<>(Set.of("Unit", "Install"));
    String type = unit.type();
    String own =
        OWN_SECTION.getOrDefault(
            type, type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1));
    if (!own.isEmpty()) {
      sections.add(own);
    }
    return sections;
  }

  /** First words of ExecStart= that are not an executable of the image. */
  static List<String> missingPrograms(Edits edits, String text) {
    return IniText.parse(text).entries().stream()
        .filter(entry -> entry.section().equals("Service") && entry.key().equals("ExecStart"))
        .map(entry -> entry.value().replaceFirst("^[-@:+!|]+", "").split("\\s+", 2)[0])
        .map(word -> word.replace("\"", ""))
        .filter(word -> word.startsWith("/") && plain(word) && !edits.exists(word))
        .toList();
  }

  private static boolean plain(String path) {
    return !path.contains("%")
        && !path.contains("//")
        && !path.contains("/.")
        && !path.endsWith("/");
  }
}

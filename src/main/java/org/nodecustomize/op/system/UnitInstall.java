package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;

/**
 * What the [Install] sections of a unit say, see systemd.unit(5).
 *
 * @param pulls the directories, below a unit directory, that get a link: {@code
 *     multi-user.target.wants}
 * @param aliases other names of the unit
 * @param also units that are enabled and disabled with it
 * @param defaultInstance of a template that is enabled without one
 */
record UnitInstall(
    List<String> pulls, List<String> aliases, List<String> also, Optional<String> defaultInstance) {

  /** Of a unit; its own file is the vendor's, so the suffix is not looked at. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9:_\\\\@-][A-Za-z0-9:_.\\\\@-]{0,254}");

  private static final Pattern SPECIFIER = Pattern.compile("%(.)");

  boolean isEmpty() {
    return pulls.isEmpty() && aliases.isEmpty() && also.isEmpty();
  }

  /** The sections of several texts, the unit's own first; an empty value forgets those before. */
  static UnitInstall read(Origin origin, UnitName unit, List<String> texts) {
    Set<String> wanted = new LinkedHashSet<>();
    Set<String> required = new LinkedHashSet<>();
    Set<String> upheld = new LinkedHashSet<>();
    Set<String> aliases = new LinkedHashSet<>();
    Set<String> also = new LinkedHashSet<>();
    Optional<String> instance = Optional.empty();
    for (String text : texts) {
      for (IniText.Entry entry : IniText.parse(text).entries()) {
        if (!entry.section().equals("Install")) {
          continue;
        }
        switch (entry.key()) {
          case "WantedBy" -> add(wanted, entry.value());
          case "RequiredBy" -> add(required, entry.value());
          case "UpheldBy" -> add(upheld, entry.value());
          case "Alias" -> add(aliases, entry.value());
          case "Also" -> add(also, entry.value());
          case "DefaultInstance" ->
              instance = Optional.of(entry.value()).filter(value -> !value.isEmpty());
          default -> {
            // keys that say nothing about links
          }
        }
      }
    }
    List<String> pulls = new ArrayList<>();
    wanted.forEach(name -> pulls.add(expand(origin, unit, name) + ".wants"));
    required.forEach(name -> pulls.add(expand(origin, unit, name) + ".requires"));
    upheld.forEach(name -> pulls.add(expand(origin, unit, name) + ".upholds"));
    return new UnitInstall(
        List.copyOf(pulls),
        aliases.stream().map(name -> expand(origin, unit, name)).toList(),
        also.stream().map(name -> expand(origin, unit, name)).toList(),
        instance);
  }

  private static void add(Set<String> names, String value) {
    if (value.isEmpty()) {
      names.clear();
    }
    Arrays.stream(value.split("\\s+")).filter(name -> !name.isEmpty()).forEach(names::add);
  }

  /** The specifiers that have a meaning in [Install] without a running host. */
  private static String expand(Origin origin, UnitName unit, String text) {
    StringBuilder expanded = new StringBuilder();
    Matcher matcher = SPECIFIER.matcher(text);
    while (matcher.find()) {
      matcher.appendReplacement(
          expanded, Matcher.quoteReplacement(meaning(origin, unit, matcher.group(1))));
    }
    matcher.appendTail(expanded);
    String name = expanded.toString();
    if (!NAME.matcher(name).matches()) {
      throw Wrong.wish(origin, "bad name \"" + name + "\" in [Install] of " + unit);
    }
    return name;
  }

  private static String meaning(Origin origin, UnitName unit, String specifier) {
    return switch (specifier) {
      case "%" -> "%";
      case "n" -> unit.text();
      case "N" -> unit.text().substring(0, unit.text().length() - unit.type().length() - 1);
      case "p" -> unit.prefix();
      case "i" -> unit.instance().orElse("");
      case "j" -> unit.prefix().substring(unit.prefix().lastIndexOf('-') + 1);
      default ->
          throw Wrong.wish(
              origin,
              "unsupported specifier \"%" + specifier + "\" in [Install] of " + unit,
              "add a drop-in with an [Install] section that names the unit");
    };
  }
}

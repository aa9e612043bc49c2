package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC617: repositories that hosts should not use as they are. */
@RuleInfo(
    id = "NC617",
    slug = "repos",
    summary = "a repository was enabled or configured in a way that hosts should not use",
    kind = CHANGE,
    severity = WARNING,
    consumer = "dnf on the host; IMG build.py (disables what is not marked)",
    fix = "disable it, or mark it with '# imgbased: set-enabled'")
public final class Repositories implements Rule {
  private static final Pattern ADDRESS = Pattern.compile("[a-zA-Z]+:/");

  private static final String MARK = "imgbased: set-enabled";

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change :
        context.changesBelow(PristineTrees.configuration(context.files(), "/etc/yum.repos.d"))) {
      if (change.isNewContent() && change.path().endsWith(".repo")) {
        check(change.path(), context, findings);
      }
    }
  }

  private static void check(String path, RuleContext context, Findings findings) {
    boolean node = context.profile() == IMGBASED || context.profile() == NGN;
    sections(context.files().lines(path))
        .forEach(
            (section, settings) -> {
              Stream.of(settings.getOrDefault("baseurl", "").split("[\\s,]+", -1))
                  .filter(url -> url.toLowerCase(Locale.ROOT).startsWith("file:"))
                  .forEach(
                      url ->
                          findings.add(
                              path,
                              "[" + section + "] is a directory of this image: " + url,
                              "delete the section"));
              // dnf.conf(5) and yum.conf(5): a repository is enabled unless it says otherwise.
              boolean enabled = isOn(settings.getOrDefault("enabled", "1"));
              if (node && enabled && !settings.containsKey(MARK)) {
                findings.add(path, "[" + section + "] is enabled and not marked");
              }
              if (!isOn(settings.getOrDefault("gpgcheck", "1"))) {
                findings.add(
                    path,
                    "[" + section + "] does not check signatures",
                    "set gpgcheck=1 and gpgkey");
              }
            });
  }

  private static boolean isOn(String value) {
    return Set.of("1", "yes", "true", "on").contains(value.toLowerCase(Locale.ROOT));
  }

  /**
   * The settings of each section; what stands alone on a line goes on with the value before it. The
   * mark is among them from where it stands: older versions of imgbased enable what comes after it,
   * newer ones the whole file.
   */
  private static Map<String, Map<String, String>> sections(List<String> lines) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    Map<String, String> settings = new HashMap<>();
    String key = "";
    boolean marked = false;
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.contains("]")) {
        String section = line.substring(1, line.indexOf(']'));
        settings = sections.computeIfAbsent(section, name -> new HashMap<>());
        key = "";
      } else if (equals > 0 && !ADDRESS.matcher(line).lookingAt()) {
        key = line.substring(0, equals).strip();
        settings.put(key, line.substring(equals + 1).strip());
      } else if (!line.startsWith("#") && !line.startsWith(";")) {
        settings.merge(key, line, (before, more) -> before + " " + more);
      }
      marked = marked || line.contains(MARK);
      if (marked) {
        settings.put(MARK, "");
      }
    }
    return sections;
  }
}

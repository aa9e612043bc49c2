package org.nodecustomize.site.recipe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.site.ScriptItem;
import org.nodecustomize.site.Scripts;
import org.nodecustomize.site.TmpfilesLine;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** The sections {@code scripts} and {@code tmpfiles}. */
final class ScriptFields {
  /** A unit at the first boot has a name of letters, digits, {@code _} and {@code -}. */
  private static final Field NAME =
      Field.of("name", NameKinds.WORD, "A name for messages, and for the file of the script.")
          .standard("a number")
          .example("register-agent");

  private static final List<Field> CONTENT =
      ContentFields.fields(
          "\"touch /usr/share/site/prepared\"",
          "files/example/hello.sh",
          "files/example/hello.template");

  private static final Field LIMIT =
      Field.of("timeLimit", NameKinds.DURATION, "When it is ended and has failed.")
          .standard("5m")
          .example("10m");

  private static final Shape.Section OFFLINE =
      Shape.Section.of("a script", NAME)
          .and(CONTENT)
          .and(
              List.of(
                  Field.list("arguments", NameKinds.LINE, "Words that the script gets.")
                      .example("[--force]"),
                  Field.of(
                          "environment",
                          new Shape.Named(NameKinds.ENVIRONMENT, new Shape.Text(NameKinds.TEXT)),
                          "Variables that it sees.")
                      .example("{SITE: \"${site}\"}"),
                  LIMIT))
          .where(ContentFields.ONE)
          .or("content")
          .example("name", "content", "arguments", "environment", "timeLimit")
          .example("source")
          .example("template");

  private static final Shape.Section FIRSTBOOT =
      Shape.Section.of("a script", NAME)
          .and(CONTENT)
          .and(List.of(LIMIT))
          .where(ContentFields.ONE)
          .or("content")
          .example("name", "content", "timeLimit")
          .example("source")
          .example("template");

  static final Shape.Section SHAPE =
      Shape.Section.of(
          "the scripts",
          Field.list(
              "offline",
              OFFLINE,
              "Run in the image while it is changed, as root, without network."),
          Field.list(
              "firstboot", FIRSTBOOT, "Run once on the node, in this order, when it is up."));

  /** {@code type path ...}; the rest depends on the type. */
  static final TextKind TMPFILES =
      TextKind.matching(
          "a line of tmpfiles.d such as \"d /var/lib/site 0750 root root -\"",
          SiteError.BAD_TEXT_VALUE,
          "[fFwdDevqQpLcbCxXrRzZtThHaA][+!=~^$-]{0,4}\\s+/\\S*(\\s.*)?",
          "see tmpfiles.d(5)");

  private ScriptFields() {}

  static Scripts bind(Entry section, Binding binding) {
    return new Scripts(
        scripts(section, "offline", binding), scripts(section, "firstboot", binding));
  }

  private static List<ScriptItem> scripts(Entry section, String list, Binding binding) {
    List<ScriptItem> items = new ArrayList<>();
    int number = 0;
    for (Entry entry : section.entries(list)) {
      String name = entry.text("name", list + "-" + ++number);
      if (entry.has("name")) {
        binding.claim(list, name, entry.spot("name"), "is a script's name");
      }
      SortedMap<String, String> environment = new TreeMap<>();
      entry.named("environment").forEach((key, word) -> environment.put(key, word.text()));
      Duration limit = limit(entry.text("timeLimit", "5m"));
      if (limit.compareTo(Duration.ofHours(6)) > 0) {
        entry.fault(
            "timeLimit", SiteError.BAD_NUMBER, Complaint.of("expected at most six hours (6h)"));
      }
      ContentFields.bind(entry, binding)
          .ifPresent(
              source ->
                  items.add(
                      new ScriptItem(
                          entry.origin(),
                          name,
                          source,
                          entry.texts("arguments"),
                          environment,
                          limit)));
    }
    return items;
  }

  private static Duration limit(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  static TmpfilesLine tmpfiles(Value.Word word) {
    String[] words = word.text().split("\\s+", 3);
    return new TmpfilesLine(word.spot().origin(), words[0], words[1], word.text());
  }
}

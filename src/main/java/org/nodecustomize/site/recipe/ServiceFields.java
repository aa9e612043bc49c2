package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.nodecustomize.site.DropInItem;
import org.nodecustomize.site.Services;
import org.nodecustomize.site.Stated;

/** The section {@code services}. */
final class ServiceFields {
  private static final Pattern SUFFIX =
      Pattern.compile(
          ".*\\.(?:service|socket|timer|target|path|mount|automount|swap|slice|scope|device)");

  private static final Shape.Section DROP_IN =
      Shape.Section.of(
              "a drop-in",
              Field.of("unit", NameKinds.UNIT, "The unit, .service where it has no suffix.")
                  .needed()
                  .example("chronyd"),
              Field.of("name", NameKinds.NAME, "Its own name; the file is UNIT.d/50-NAME.conf.")
                  .standard("site")
                  .example("restart"))
          .and(
              ContentFields.fields(
                  "\"[Service]\\nRestart=always\\n\"",
                  "files/example/hello.txt",
                  "files/example/hello.template"))
          .where(ContentFields.ONE)
          .example("unit", "name", "content")
          .example("unit=sshd", "source")
          .example("unit=rsyslog", "template");

  static final Shape.Section SHAPE =
      Shape.Section.of(
          "the services",
          Field.list(
                  "enabled",
                  NameKinds.UNIT,
                  "Units to start at boot, .service where they have no suffix.")
              .example("[sshd, cockpit.socket]"),
          Field.list("disabled", NameKinds.UNIT, "Units not to start at boot.")
              .example("[postfix]"),
          Field.list("masked", NameKinds.UNIT, "Units that cannot be started at all.")
              .example("[kdump]"),
          Field.list("dropIns", DROP_IN, "Changes of units, beside the unit's own file."));

  private ServiceFields() {}

  static Services bind(Entry section, Binding binding) {
    List<Stated<String>> enabled = units(section, "enabled", "is enabled", binding);
    List<Stated<String>> disabled = units(section, "disabled", "is disabled", binding);
    List<Stated<String>> masked = units(section, "masked", "is masked", binding);
    for (Value.Word word : section.words("disabled")) {
      binding.exclude("enabled", unit(word.text()), word.spot(), "is disabled, but enabled");
    }
    for (Value.Word word : section.words("masked")) {
      binding.exclude("enabled", unit(word.text()), word.spot(), "is masked, but enabled");
    }
    List<DropInItem> dropIns = new ArrayList<>();
    for (Entry entry : section.entries("dropIns")) {
      String unit = unit(entry.text("unit", ""));
      String name = entry.text("name", "site").replaceFirst("\\.conf$", "");
      binding.claim("drop-in", unit + ".d/50-" + name + ".conf", entry.spot("unit"), "is written");
      ContentFields.bind(entry, binding)
          .ifPresent(source -> dropIns.add(new DropInItem(entry.origin(), unit, name, source)));
    }
    return new Services(enabled, disabled, masked, dropIns);
  }

  private static List<Stated<String>> units(
      Entry section, String list, String verb, Binding binding) {
    List<Stated<String>> units = new ArrayList<>();
    for (Value.Word word : section.words(list)) {
      String unit = unit(word.text());
      binding.claim(list, unit, word.spot(), verb);
      units.add(new Stated<>(word.spot().origin(), unit));
    }
    return units;
  }

  /** The full name, as systemctl completes it. */
  static String unit(String name) {
    return SUFFIX.matcher(name).matches() ? name : name + ".service";
  }
}

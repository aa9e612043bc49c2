package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.Ntp;
import org.nodecustomize.site.Settings;
import org.nodecustomize.site.Stated;

/** The sections from {@code hostname} to {@code ntp}, and {@code motd}. */
final class SettingsFields {
  private static final TextKind OPTION =
      TextKind.matching(
          "an option of chrony such as \"iburst\"",
          org.nodecustomize.site.yaml.SiteError.BAD_TEXT_VALUE,
          "[a-z]+( [A-Za-z0-9.+-]+)?");

  static final Shape.Section NTP =
      Shape.Section.of(
              "the list of time sources",
              Field.list("servers", NetworkKinds.HOST, "Servers by name or address.")
                  .example("[ntp1.example.org, 10.0.0.1]"),
              Field.list("pools", NetworkKinds.HOST, "Names that stand for many servers.")
                  .example("[pool.ntp.org]"),
              Field.list("options", OPTION, "Options of chrony for each of them.")
                  .standard("[iburst]")
                  .example("[iburst, maxpoll 10]"),
              Field.flag("replace", true, "Whether the sources that the image has are dropped."))
          .where(new Shape.AtLeastOne(List.of("servers", "pools")));

  static final Shape.Section MOTD =
      Shape.Section.of(
              "the message",
              ContentFields.fields(
                      "\"Site ${site}: call 1234 before you change anything.\\n\"",
                      "files/example/hello.txt",
                      "files/example/hello.template")
                  .toArray(Field[]::new))
          .where(ContentFields.ONE)
          .or("content")
          .example("content");

  private SettingsFields() {}

  static Settings bind(Entry top, Binding binding) {
    Optional<Stated<ContentSource>> motd = Optional.empty();
    if (top.has("motd")) {
      Entry section = top.section("motd");
      binding.claim("path", "/etc/motd", top.spot("motd"), "is written");
      motd =
          ContentFields.bind(section, binding)
              .map(source -> new Stated<>(section.origin(), source));
    }
    if (top.has("hostname")) {
      binding.claim("path", "/etc/hostname", top.spot("hostname"), "is written");
    }
    return new Settings(
        top.stated("hostname"),
        top.stated("timezone"),
        top.stated("locale"),
        top.stated("keymap"),
        top.has("ntp") ? Optional.of(ntp(top.section("ntp"))) : Optional.empty(),
        motd);
  }

  private static Ntp ntp(Entry entry) {
    return new Ntp(
        entry.origin(),
        entry.texts("servers"),
        entry.texts("pools"),
        entry.has("options") ? entry.texts("options") : List.of("iburst"),
        entry.flag("replace", true));
  }
}

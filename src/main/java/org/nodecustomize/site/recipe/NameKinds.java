package org.nodecustomize.site.recipe;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** Kinds of names and words. */
public final class NameKinds {
  private static final int LONGEST_LINE = 4096;
  private static final int LONGEST_TEXT = 256 * 1024;

  /** Text of any number of lines. */
  public static final TextKind TEXT =
      TextKind.free(
          "text",
          (text, at) ->
              text.length() <= LONGEST_TEXT
                  ? Optional.empty()
                  : flaw(
                      Complaint.of(
                          "expected at most 262144 characters but was " + text.length(),
                          "put it in a file and name that by 'source:'")));

  /** Text on one line, not empty. */
  public static final TextKind LINE = TextKind.free("text on one line", (text, at) -> line(text));

  /** A name that a file may have, and a unit or a section of a configuration file. */
  public static final TextKind NAME =
      TextKind.matching(
          "a name of letters, digits, \".\", \"_\" and \"-\"",
          SiteError.BAD_NAME,
          "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  /** A name without a dot: sudo passes over files that have one. */
  public static final TextKind WORD =
      TextKind.matching(
          "a name of letters, digits, \"_\" and \"-\"",
          SiteError.BAD_NAME,
          "[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  /** A package or glob of packages. */
  public static final TextKind PACKAGE =
      TextKind.matching(
          "the name of a package (with * and ? for several)",
          SiteError.BAD_NAME,
          "[A-Za-z0-9_*?][A-Za-z0-9._+*?:~^-]{0,255}",
          "names of packages have letters, digits and . _ + -");

  /** A unit of systemd, with or without its suffix. */
  public static final TextKind UNIT =
      TextKind.matching(
          "the name of a unit",
          SiteError.BAD_NAME,
          "[A-Za-z0-9:_.\\\\@-]{1,255}",
          "for instance \"chronyd\" or \"cockpit.socket\"");

  /** A module of the kernel. */
  public static final TextKind MODULE =
      TextKind.matching(
          "the name of a kernel module",
          SiteError.BAD_NAME,
          "[A-Za-z0-9_-]{1,64}",
          "write the name alone, without path and \".ko\"");

  /** A word of the kernel's command line. */
  public static final TextKind ARGUMENT =
      TextKind.matching(
          "one word of the kernel's command line",
          SiteError.BAD_TEXT_VALUE,
          "[A-Za-z0-9_.,:;=/@%+~^*?!<>()\\[\\]{}#-]{1,1000}",
          "give each word as an item of its own");

  /** A key of sysctl. */
  public static final TextKind SYSCTL =
      TextKind.matching(
          "a key such as \"net.ipv4.ip_forward\"",
          SiteError.BAD_NAME,
          "-?[A-Za-z0-9_*]+([./][A-Za-z0-9_*:@-]+)+");

  /** A boolean of SELinux. */
  public static final TextKind BOOLEAN =
      TextKind.matching("the name of an SELinux boolean", SiteError.BAD_NAME, "[a-z0-9_]{1,128}");

  /** A name of the tz database. */
  public static final TextKind TIMEZONE =
      TextKind.matching(
          "a time zone such as \"Europe/Berlin\"",
          SiteError.BAD_NAME,
          "[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}",
          "names are those below /usr/share/zoneinfo");

  /** A locale. */
  public static final TextKind LOCALE =
      TextKind.matching(
          "a locale such as \"en_US.UTF-8\"",
          SiteError.BAD_NAME,
          "C|POSIX|C\\.(UTF-8|utf8)|[a-z]{2,3}(_[A-Z]{2})?(\\.[A-Za-z0-9-]+)?(@[a-z]+)?");

  /** A keymap of the console. */
  public static final TextKind KEYMAP =
      TextKind.matching(
          "a keymap such as \"de-nodeadkeys\"", SiteError.BAD_NAME, "[a-z][A-Za-z0-9_.-]{0,63}");

  /** A variable of a recipe. */
  public static final TextKind VARIABLE =
      TextKind.matching(
          "the name of a variable",
          SiteError.BAD_VARIABLE,
          "[A-Za-z_][A-Za-z0-9_.-]{0,63}",
          "names have letters, digits and _ . -");

  /** A variable of an environment. */
  public static final TextKind ENVIRONMENT =
      TextKind.matching(
          "the name of an environment variable", SiteError.BAD_NAME, "[A-Za-z_][A-Za-z0-9_]{0,63}");

  /** Name, version and release of an image. */
  public static final TextKind NVR =
      new TextKind(
          "a name-version-release of at most 52 characters",
          Optional.of("[A-Za-z0-9_.][A-Za-z0-9_.-]*-[0-9][A-Za-z0-9_.]*-[0-9][A-Za-z0-9_.]*"),
          (text, at) -> nvr(text));

  /** A part of a release. */
  public static final TextKind SUFFIX =
      TextKind.matching(
          "a word of at most 20 letters, digits and dots",
          SiteError.BAD_NAME,
          "[A-Za-z0-9]([A-Za-z0-9.]{0,18}[A-Za-z0-9])?");

  /** A layout rule by its number or name. */
  public static final TextKind RULE =
      new TextKind(
          "a rule such as \"NC101\" or \"etc-not-mirrored\"",
          Optional.of("NC[1-9][0-9]{2}|[a-z][a-z0-9]*(-[a-z0-9]+)+"),
          (text, at) -> rule(text));

  /** A day. */
  public static final TextKind DATE =
      new TextKind(
          "a day such as \"2027-03-31\"",
          Optional.of("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
          (text, at) -> date(text));

  /** A time span. */
  public static final TextKind DURATION =
      TextKind.matching(
          "a time such as \"90s\", \"10m\" or \"1h\"",
          SiteError.BAD_NUMBER,
          "[1-9][0-9]{0,4}[smh]");

  private NameKinds() {}

  private static Optional<TextKind.Flaw> flaw(Complaint complaint) {
    return Optional.of(new TextKind.Flaw(SiteError.BAD_TEXT_VALUE, complaint));
  }

  private static Optional<TextKind.Flaw> rule(String text) {
    if (Catalogue.find(text).isPresent()) {
      return Optional.empty();
    }
    Complaint complaint = Complaint.expected(RULE.expects(), text);
    Optional<String> meant =
        Spelling.nearest(
            text,
            Catalogue.all().stream()
                .map(RuleDescription::of)
                .flatMap(rule -> Stream.of(rule.id(), rule.slug()))
                .toList());
    return Optional.of(
        new TextKind.Flaw(
            SiteError.NOT_A_CHOICE,
            meant
                .map(name -> complaint.hint("did you mean " + Quoted.of(name) + "?"))
                .orElse(complaint.hint("node-customize rules"))));
  }

  private static Optional<TextKind.Flaw> line(String text) {
    if (text.isBlank()) {
      return flaw(Complaint.of("expected text on one line but was nothing"));
    }
    if (text.indexOf('\n') >= 0) {
      return flaw(
          Complaint.of("expected text on one line but was " + text.lines().count() + " lines"));
    }
    return text.length() <= LONGEST_LINE
        ? Optional.empty()
        : flaw(Complaint.of("expected at most 4096 characters but was " + text.length()));
  }

  private static Optional<TextKind.Flaw> nvr(String text) {
    // Layers get a suffix of +NN, and the whole is the name of a logical volume of at most 55.
    if (text.length() > 52) {
      return Optional.of(
          new TextKind.Flaw(
              SiteError.BAD_NAME,
              Complaint.of(
                  "expected at most 52 characters but %s has %d"
                      .formatted(Quoted.of(text), text.length()),
                  "the name of a logical volume must hold it, with \"+1\" behind")));
    }
    return text.matches("[A-Za-z0-9_.][A-Za-z0-9_.-]*-[0-9][A-Za-z0-9_.]*-[0-9][A-Za-z0-9_.]*")
        ? Optional.empty()
        : Optional.of(
            new TextKind.Flaw(
                SiteError.BAD_NAME,
                Complaint.expected("a name-version-release", text)
                    .hint("for instance \"ovirt-node-ng-4.5.4-1.site.1\"")));
  }

  private static Optional<TextKind.Flaw> date(String text) {
    try {
      LocalDate.parse(text);
      return Optional.empty();
    } catch (DateTimeException e) {
      return flaw(Complaint.expected("a day such as \"2027-03-31\"", text));
    }
  }
}

package org.nodecustomize.site.recipe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** Kinds of text about files in the image. */
public final class ImageKinds {
  /** Mounted over on every system: what is written there is never seen. */
  private static final List<String> NOT_IN_AN_IMAGE = List.of("/proc", "/sys", "/dev", "/run");

  private static final Pattern OCTAL = Pattern.compile("(?:0o?)?[0-7]{3,4}");

  /** Modes that somebody wrote in octal and a program turned into decimal. */
  private static final Map<String, String> DECIMAL =
      Map.of(
          "420", "0644", "493", "0755", "384", "0600", "416", "0640", "448", "0700", "436", "0664",
          "432", "0660", "511", "0777", "288", "0440", "256", "0400");

  /** A file or directory of the image. */
  public static final TextKind PATH =
      new TextKind(
          "an absolute path in the image", Optional.of("/.+"), (text, at) -> path(text, false));

  /** Files or directories of the image. */
  public static final TextKind GLOB =
      new TextKind(
          "an absolute path in the image (with * and ? for several)",
          Optional.of("/.+"),
          (text, at) -> path(text, true));

  /** The target of a link. */
  public static final TextKind TARGET = TextKind.free("a path", (text, at) -> target(text));

  /** Permissions. */
  public static final TextKind MODE =
      new TextKind(
          "an octal mode such as \"0644\"",
          Optional.of("(0o?)?[0-7]{3,4}"),
          (text, at) -> OCTAL.matcher(text).matches() ? Optional.empty() : badMode(text));

  /** A name of an extended attribute. */
  public static final TextKind XATTR =
      TextKind.matching(
          "the full name of an extended attribute",
          SiteError.BAD_ATTRIBUTE,
          "(user|trusted|security|system)\\.[!-~]{1,200}",
          "names begin with user., trusted., security. or system.");

  /** File capabilities. */
  public static final TextKind CAPABILITIES =
      TextKind.matching(
          "capabilities such as \"cap_net_raw+ep\"",
          SiteError.BAD_ATTRIBUTE,
          "(cap_[a-z_]+(,cap_[a-z_]+)*[=+][eip]+)( cap_[a-z_]+(,cap_[a-z_]+)*[=+][eip]+)*");

  /** A regular expression. */
  public static final TextKind REGEX =
      TextKind.free("a regular expression", (text, at) -> regex(text));

  private ImageKinds() {}

  private static Optional<TextKind.Flaw> path(String text, boolean glob) {
    String expected = glob ? GLOB.expects() : PATH.expects();
    if (!text.startsWith("/")) {
      return bad(Complaint.expected(expected, text));
    }
    if (text.equals("/")) {
      return bad(Complaint.of("expected a path below \"/\" but was \"/\""));
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return bad(Complaint.of("a path with a control character: " + Quoted.of(text)));
    }
    if (text.endsWith("/") || text.contains("//")) {
      String clean = text.replaceAll("/+", "/").replaceAll("/$", "");
      return bad(
          Complaint.expected("a path with single slashes", text).hint("write " + Quoted.of(clean)));
    }
    for (String name : text.substring(1).split("/", -1)) {
      if (name.equals(".") || name.equals("..")) {
        return bad(Complaint.expected("a path without \".\" and \"..\"", text));
      }
      if (name.getBytes(StandardCharsets.UTF_8).length > 255) {
        return bad(Complaint.of("a name of more than 255 bytes in " + Quoted.of(text)));
      }
    }
    if (text.length() > 4000) {
      return bad(Complaint.of("a path of more than 4000 characters"));
    }
    for (String top : NOT_IN_AN_IMAGE) {
      if (text.equals(top) || text.startsWith(top + "/")) {
        return bad(
            Complaint.of(
                "%s is below \"%s\", which is mounted over on the node"
                    .formatted(Quoted.of(text), top),
                top.equals("/run")
                    ? "use 'tmpfiles:', which makes it at every boot"
                    : "leave it out"));
      }
    }
    return Optional.empty();
  }

  private static Optional<TextKind.Flaw> bad(Complaint complaint) {
    return Optional.of(new TextKind.Flaw(SiteError.BAD_PATH, complaint));
  }

  private static Optional<TextKind.Flaw> target(String text) {
    if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return bad(Complaint.expected("a path", text));
    }
    return text.length() > 4000
        ? bad(Complaint.of("a path of more than 4000 characters"))
        : Optional.empty();
  }

  /**
   * What is wrong with a mode without quotes. It is read by its digits, so that 0644, 644 and "0644" are
   * the same; but a number that is a usual mode in decimal was turned by a program.
   */
  static Optional<TextKind.Flaw> plainMode(String text, Place at) {
    String meant = DECIMAL.get(text);
    if (meant != null) {
      return Optional.of(
          new TextKind.Flaw(
              SiteError.BAD_MODE,
              Complaint.of(
                  "%s is the mode %s in decimal".formatted(text, meant),
                  "write \"%s\", in quotes".formatted(meant))));
    }
    return MODE.check().flaw(text, at);
  }

  private static Optional<TextKind.Flaw> badMode(String text) {
    Complaint complaint = Complaint.expected(MODE.expects(), text);
    if (text.matches("[r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-]")) {
      complaint = complaint.hint("write it as a number, such as \"0644\"");
    } else if (text.matches("[ugoa,]*[+=-][rwxst]*.*")) {
      complaint = complaint.hint("write the whole mode as a number, such as \"0644\"");
    } else if (text.matches("[0-9]+") && text.matches(".*[89].*")) {
      complaint = complaint.hint("octal digits go from 0 to 7");
    } else if (text.matches("[0-7]{5,}")) {
      complaint = complaint.hint("give the permissions alone, without the file's type");
    }
    return Optional.of(new TextKind.Flaw(SiteError.BAD_MODE, complaint));
  }

  /** The number that a valid mode means. */
  static int mode(String text) {
    return Integer.parseInt(text.replace("o", ""), 8);
  }

  private static Optional<TextKind.Flaw> regex(String text) {
    if (text.length() > 1000) {
      return Optional.of(
          new TextKind.Flaw(
              SiteError.BAD_TEXT_VALUE,
              Complaint.of("a regular expression of more than 1000 characters")));
    }
    try {
      Pattern.compile(text);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      String reason = String.valueOf(e.getDescription());
      return Optional.of(
          new TextKind.Flaw(
              SiteError.BAD_TEXT_VALUE,
              Complaint.of(
                  "bad regular expression %s: %s"
                      .formatted(
                          Quoted.of(text),
                          reason.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
                              + reason.substring(1)))));
    }
  }
}

package org.nodecustomize.site.recipe;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** Kinds of text about accounts. */
public final class AccountKinds {
  private static final String NAME_PATTERN = "[a-z_][a-z0-9_-]{0,30}\\$?";

  /** SHA-512, SHA-256, bcrypt and yescrypt with their lengths, see crypt(5). */
  private static final Pattern HASH =
      Pattern.compile(
          ("\\$6\\$(?:rounds=[0-9]{1,9}\\$)?#{1,16}\\$#{86}"
                  + "|\\$5\\$(?:rounds=[0-9]{1,9}\\$)?#{1,16}\\$#{43}"
                  + "|\\$2[abxy]\\$[0-9]{2}\\$#{53}"
                  + "|\\$g?y\\$#{1,64}\\$#{1,86}\\$#{43}")
              .replace("#", "[./0-9A-Za-z]"));

  private static final Pattern WEAK = Pattern.compile("\\$(?:1|sha1|md5)\\$.*|[./0-9A-Za-z]{13}");

  private static final Pattern SSH_KEY =
      Pattern.compile(
          "(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521)"
              + "|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\\.com)"
              + " [A-Za-z0-9+/]{40,}={0,3}(?: .*)?");

  /** Words with commas between them, whose values may hold blanks in quotes: sshd(8). */
  private static final Pattern SSH_OPTIONS =
      Pattern.compile("#(?:,#)*+ +".replace("#", "[A-Za-z-]++(?:=\"(?:\\\\\"|[^\"])*+\")?+"));

  /** A user or group. */
  public static final TextKind NAME =
      TextKind.matching(
          "the name of an account",
          SiteError.BAD_NAME,
          NAME_PATTERN,
          "names have small letters, digits, \"_\" and \"-\", and at most 32 characters");

  /** A user or group by name or number. */
  public static final TextKind OWNER =
      TextKind.matching(
          "the name or number of an account",
          SiteError.BAD_NAME,
          "(0|[1-9][0-9]{0,8})|[a-z_][a-z0-9_-]{0,30}\\$?");

  /** A hashed password, or the word that it is locked. */
  public static final TextKind PASSWORD =
      new TextKind(
          "a hashed password or \"locked\"",
          Optional.of("locked|\\$(5|6|y|gy|2[abxy])\\$.+"),
          (text, at) -> password(text));

  static final String NEVER = "never";

  /** A day, or the word for none. */
  public static final TextKind EXPIRY =
      new TextKind(
          "a day such as \"2027-03-31\" or \"never\"",
          Optional.of(NEVER + "|[0-9]{4}-[0-9]{2}-[0-9]{2}"),
          (text, at) -> expiry(text));

  /** A public key, or a file that holds some. */
  public static final TextKind SSH =
      TextKind.free(
          "an SSH public key or a file of this machine that holds some",
          (text, at) -> isSshKey(text) ? Optional.empty() : sshFile(text, at));

  private AccountKinds() {}

  /** Days count from the first of 1970, and the number 0 has no meaning that programs agree on. */
  private static Optional<TextKind.Flaw> expiry(String text) {
    try {
      if (text.equals(NEVER) || LocalDate.parse(text).toEpochDay() > 0) {
        return Optional.empty();
      }
    } catch (DateTimeException e) {
      return Optional.of(
          new TextKind.Flaw(SiteError.BAD_TEXT_VALUE, Complaint.expected(EXPIRY.expects(), text)));
    }
    return Optional.of(
        new TextKind.Flaw(
            SiteError.BAD_TEXT_VALUE,
            Complaint.expected("a day after 1970-01-01", text)
                .hint("to let nobody log in, write 'password: locked' and leave 'sshKeys' out")));
  }

  private static Optional<TextKind.Flaw> password(String text) {
    if (text.equals("locked") || HASH.matcher(text).matches()) {
      return Optional.empty();
    }
    // Whatever this is, it may be somebody's password: it is not repeated.
    Complaint complaint =
        WEAK.matcher(text).matches()
            ? Complaint.of("the password is hashed by a method that is no longer safe")
            : Complaint.of("expected a hashed password or \"locked\" but was something else");
    return Optional.of(
        new TextKind.Flaw(
            SiteError.PLAIN_PASSWORD,
            complaint.hint("make the hash with: openssl passwd -6"),
            true));
  }

  /** Whether this is a key, as a line of authorized_keys has it, maybe with options before it. */
  static boolean isSshKey(String text) {
    if (text.indexOf('\n') >= 0) {
      return false;
    }
    if (SSH_KEY.matcher(text).matches()) {
      return true;
    }
    Matcher options = SSH_OPTIONS.matcher(text);
    return options.lookingAt() && SSH_KEY.matcher(text.substring(options.end())).matches();
  }

  private static Optional<TextKind.Flaw> sshFile(
      String text, org.nodecustomize.site.yaml.Place at) {
    if (text.contains("PRIVATE KEY")) {
      return Optional.of(
          new TextKind.Flaw(
              SiteError.SECRET,
              Complaint.of("expected a public key but was a private one", "give the .pub file"),
              true));
    }
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.indexOf('\n') >= 0) {
      return Optional.of(
          new TextKind.Flaw(
              SiteError.BAD_KEY,
              Complaint.expected("an SSH public key", text)
                  .hint("a key is one line: its type, its base64, a comment")));
    }
    return HostKinds.FILE.check().flaw(text, at);
  }

  /** For messages about words that are not account names. */
  static String quoted(String name) {
    return Quoted.of(name);
  }
}

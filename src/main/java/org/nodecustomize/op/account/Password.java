package org.nodecustomize.op.account;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The password of an account. */
public sealed interface Password {

  /** Nobody can log in by password. */
  record Locked() implements Password {}

  /** A hash as crypt(5) has it; it is not shown. */
  record Hashed(String hash) implements Password {
    /** Base 64 as crypt(5) has it. */
    private static final String DIGITS = "[./0-9A-Za-z]";

    /** SHA-512, SHA-256, bcrypt and yescrypt with their lengths, see crypt(5). */
    private static final List<Pattern> FORMS =
        List.of(
            Pattern.compile(
                "\\$6\\$(?:rounds=[0-9]{1,9}\\$)?" + DIGITS + "{1,16}\\$" + DIGITS + "{86}"),
            Pattern.compile(
                "\\$5\\$(?:rounds=[0-9]{1,9}\\$)?" + DIGITS + "{1,16}\\$" + DIGITS + "{43}"),
            Pattern.compile("\\$2[abxy]\\$[0-9]{2}\\$" + DIGITS + "{53}"),
            Pattern.compile(
                "\\$g?y\\$" + DIGITS + "{1,64}\\$" + DIGITS + "{1,86}\\$" + DIGITS + "{43}"));

    /** What is wrong with the form of the hash, without showing it; empty where nothing is. */
    public Optional<String> fault() {
      return FORMS.stream().anyMatch(form -> form.matcher(hash).matches())
          ? Optional.empty()
          : Optional.of("expected a hash of a password, which begins with $6$ or $y$");
    }

    /** Whether only a library that knows yescrypt can check it. */
    boolean isYescrypt() {
      return hash.startsWith("$y$") || hash.startsWith("$gy$");
    }

    @Override
    public String toString() {
      return "Hashed[...]";
    }
  }
}

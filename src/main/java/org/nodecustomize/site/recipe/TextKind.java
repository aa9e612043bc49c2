package org.nodecustomize.site.recipe;

import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.SiteError;

/**
 * A kind of text.
 *
 * @param expects what it is, for messages and documents: {@code a host name}
 * @param pattern what a valid text matches, for editors; in the words that ECMA 262 and Java share
 */
public record TextKind(String expects, Optional<String> pattern, Check check) {

  /** Tells what is wrong with a text. */
  @FunctionalInterface
  public interface Check {

    /**
     * What is wrong with a text, if anything.
     *
     * @param at where it is written, which relative files begin from
     */
    Optional<Flaw> flaw(String text, Place at);
  }

  /**
   * What is wrong.
   *
   * @param secret whether the text must not be shown
   */
  public record Flaw(SiteError error, Complaint complaint, boolean secret) {
    public Flaw(SiteError error, Complaint complaint) {
      this(error, complaint, false);
    }
  }

  /** Text without a form of its own. */
  public static TextKind free(String expects, Check check) {
    return new TextKind(expects, Optional.empty(), check);
  }

  /** Text that matches a pattern as a whole. */
  public static TextKind matching(String expects, SiteError error, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return new TextKind(
        expects,
        Optional.of(pattern),
        (text, at) ->
            compiled.matcher(text).matches()
                ? Optional.empty()
                : Optional.of(new Flaw(error, Complaint.expected(expects, text))));
  }

  /** The same, where whatever does not match comes with a hint. */
  public static TextKind matching(String expects, SiteError error, String pattern, String hint) {
    TextKind plain = matching(expects, error, pattern);
    return new TextKind(
        expects,
        Optional.of(pattern),
        (text, at) ->
            plain
                .check
                .flaw(text, at)
                .map(flaw -> new Flaw(flaw.error(), flaw.complaint().hint(hint))));
  }
}

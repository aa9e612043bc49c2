package org.nodecustomize.site.recipe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The one expression of Perl that is understood: {@code s/REGEX/TEXT/}, as perlop(1) has it.
 *
 * @param regex as java.util.regex has it
 * @param replacement with {@code $1} for groups
 */
record PerlSubstitution(String regex, String replacement) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*s([/|!#,~@])((?:\\\\.|(?!\\1).)*)\\1((?:\\\\.|(?!\\1).)*)\\1([gi]*);?\\s*");

  /** What the expression does; empty where it does anything else. */
  static Optional<PerlSubstitution> of(String expression) {
    Matcher matcher = FORM.matcher(expression);
    if (expression.length() > 2000 || !matcher.matches()) {
      return Optional.empty();
    }
    String delimiter = matcher.group(1);
    String regex = matcher.group(2).replace("\\" + delimiter, delimiter);
    String flags = matcher.group(4);
    boolean anchored = regex.startsWith("^") || (regex.endsWith("$") && !regex.endsWith("\\$"));
    boolean once = anchored && !hasAlternatives(regex);
    // Perl replaces the first match of a line only; an edit replaces all of them.
    if (!flags.contains("g") && !once) {
      return Optional.empty();
    }
    Optional<String> replacement =
        replacement(matcher.group(3).replace("\\" + delimiter, delimiter));
    try {
      Pattern pattern = Pattern.compile(flags.contains("i") ? "(?i)" + regex : regex);
      int groups = pattern.matcher("").groupCount();
      return replacement
          .filter(text -> highestGroup(text) <= groups)
          .map(text -> new PerlSubstitution(pattern.pattern(), text));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether a bar stands outside of all groups: an anchor holds for one side of it alone. */
  private static boolean hasAlternatives(String regex) {
    int depth = 0;
    boolean set = false;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (set || c == '[') {
        set = c != ']';
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
      } else if (c == '|' && depth == 0) {
        return true;
      }
    }
    return false;
  }

  private static int highestGroup(String replacement) {
    Matcher group = Pattern.compile("(?<!\\\\)\\$([0-9])").matcher(replacement);
    int highest = 0;
    while (group.find()) {
      highest = Math.max(highest, Integer.parseInt(group.group(1)));
    }
    return highest;
  }

  /** The text in the notation of Java; empty where it has variables. */
  private static Optional<String> replacement(String perl) {
    StringBuilder java = new StringBuilder();
    for (int i = 0; i < perl.length(); i++) {
      char c = perl.charAt(i);
      char next = i + 1 < perl.length() ? perl.charAt(i + 1) : '\0';
      if (c == '\\' && Character.isDigit(next)) {
        java.append('$').append(next);
        i++;
      } else if (c == '\\' && !Character.isLetter(next) && next != '\0') {
        java.append('\\').append(next);
        i++;
      } else if (c == '$' && (Character.isDigit(next) || next == '&')) {
        java.append('$').append(next == '&' ? '0' : next);
        i++;
      } else if (c == '$' || c == '@' || c == '\\') {
        return Optional.empty();
      } else {
        java.append(c);
      }
    }
    return Optional.of(java.toString());
  }
}

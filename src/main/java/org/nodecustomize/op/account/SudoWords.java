package org.nodecustomize.op.account;

import java.util.Optional;
import java.util.regex.Pattern;

/** Words of sudoers(5), a part of them that has one meaning in every version of sudo. */
final class SudoWords {
  /** Files with a dot in their name, or a tilde at its end, are not read. */
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");

  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_.+@%*?\\[\\]/-]*");
  private static final Pattern ARGUMENTS = Pattern.compile("[\\x20-\\x7e]*");
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
  private static final Pattern SETTING =
      Pattern.compile(
          "!?[a-z][a-z_]*"
              + "|[a-z][a-z_]*\\s*[+-]?=\\s*(?:[A-Za-z0-9_./:@%+-]+|\"[^\"\\\\\\p{Cntrl}]*\")");

  private SudoWords() {}

  static Optional<String> fileName(String name) {
    return told(
        FILE.matcher(name).matches(),
        "expected the name of a file of letters, digits, \"_\" and \"-\" but was \"" + name + "\"");
  }

  static Optional<String> runAs(String runAs) {
    String[] parts = runAs.split(":", -1);
    boolean good = parts.length <= 2;
    for (String part : parts) {
      good &= ACCOUNT.matcher(part).matches();
    }
    return told(good, "expected ALL, a user or USER:GROUP to run as but was \"" + runAs + "\"");
  }

  static Optional<String> command(String command) {
    if (command.equals("ALL")) {
      return Optional.empty();
    }
    String program = program(command);
    boolean good =
        PATH.matcher(program).matches()
            && !program.contains("//")
            && !(program + "/").contains("/../")
            && ARGUMENTS.matcher(command.substring(program.length())).matches()
            && !command.endsWith(" ");
    return told(
        good, "expected ALL or an absolute path with its arguments but was \"" + command + "\"");
  }

  static Optional<String> setting(String setting) {
    return told(
        SETTING.matcher(setting).matches(),
        "expected a setting of sudo, for instance !requiretty or timestamp_timeout=5, but was \""
            + setting
            + "\"");
  }

  private static Optional<String> told(boolean good, String fault) {
    return good ? Optional.empty() : Optional.of(fault);
  }

  static String program(String command) {
    int blank = command.indexOf(' ');
    return blank < 0 ? command : command.substring(0, blank);
  }

  static boolean hasWildcard(String command) {
    return command.substring(program(command).length()).matches(".*[*?\\[].*");
  }

  /** The command with a backslash before what sudoers(5) would take for its own. */
  static String escaped(String command) {
    String program = program(command);
    return program + command.substring(program.length()).replaceAll("[,:=\\\\#]", "\\\\$0");
  }
}

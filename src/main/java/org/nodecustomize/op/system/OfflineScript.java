package org.nodecustomize.op.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.op.ShellWord;
import org.nodecustomize.tree.Bytes;

/**
 * A script that runs in the image while it is made, as root and without a network, by the
 * interpreter that its first line names; {@code /bin/sh} where it names none.
 *
 * @param name for log and errors
 * @param arguments its words
 * @param environment variables besides the usual ones
 * @param limit {@link #LIMIT} where nothing is said
 */
public record OfflineScript(
    Origin origin,
    String name,
    Bytes text,
    List<String> arguments,
    Map<String, String> environment,
    Duration limit) {
  public static final Duration LIMIT = Duration.ofMinutes(5);

  /** The drive is mounted so that programs on it can run; exec keeps the exit code. */
  private static final String SCRIPT =
      """
      chmod 0700 script || exit 97
      . ./start
      """;

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public OfflineScript {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A script without arguments. */
  public OfflineScript(Origin origin, String name, Bytes text, Duration limit) {
    this(origin, name, text, List.of(), Map.of(), limit);
  }

  /** What is done, in a few words. */
  public String title() {
    return "run script " + name;
  }

  /**
   * The command.
   *
   * @throws org.nodecustomize.diag.OperationException if the text is no script
   */
  public ImageCommand command() {
    return new ImageCommand(
        origin,
        title(),
        name,
        SCRIPT,
        Map.of("script", Bytes.of(checked(origin, name, text)), "start", start()),
        limit);
  }

  /** What the user says, each as one quoted word. */
  private Bytes start() {
    StringBuilder start = new StringBuilder();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!VARIABLE.matcher(variable).matches() || value.indexOf('\0') >= 0) {
                throw Wrong.wish(origin, "not a variable of the environment: \"" + variable + "\"");
              }
              start.append("export %s=%s\n".formatted(variable, ShellWord.quote(value)));
            });
    start.append("exec ./script");
    for (String argument : arguments) {
      if (argument.indexOf('\0') >= 0) {
        throw Wrong.wish(origin, "an argument of the script has a zero byte");
      }
      start.append(' ').append(ShellWord.quote(argument));
    }
    return Bytes.of(start.append(" </dev/null\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The script with an interpreter in its first line. */
  static byte[] checked(Origin origin, String name, Bytes text) {
    byte[] bytes = text.toArray();
    String start = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1);
    if (start.isBlank()) {
      throw Wrong.wish(origin, "the script \"" + name + "\" is empty");
    }
    if (start.startsWith("\177ELF")) {
      throw Wrong.wish(
          origin,
          "\"" + name + "\" is a program, not a script",
          "place it as a file and call it in a script");
    }
    String first = start.lines().findFirst().orElse("");
    if (start.startsWith("\u00ef\u00bb\u00bf#!")) {
      throw Wrong.wish(
          origin,
          "the script \"" + name + "\" begins with a byte order mark: the kernel finds no \"#!\"",
          "save it as UTF-8 without a mark");
    }
    if (!first.startsWith("#!")) {
      byte[] header = "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII);
      byte[] whole = new byte[header.length + bytes.length];
      System.arraycopy(header, 0, whole, 0, header.length);
      System.arraycopy(bytes, 0, whole, header.length, bytes.length);
      return whole;
    }
    int end = start.indexOf('\n');
    if (end > 0 && start.charAt(end - 1) == '\r') {
      throw Wrong.wish(
          origin,
          "the script \""
              + name
              + "\" has line ends of Windows: no such interpreter as \""
              + first.substring(2).strip()
              + "\\r\"",
          "save it with line ends of Unix, for instance by dos2unix");
    }
    return bytes;
  }
}

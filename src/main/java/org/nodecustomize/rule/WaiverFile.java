package org.nodecustomize.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/**
 * Waivers in a text file, one a line: number of the rule, pattern of paths, {@code until} with a date
 * if it has an end, and the reason. Lines that begin with {@code #} are comments.
 *
 * <pre>
 * NC311 /etc/NetworkManager/system-connections/site* until 2027-03-31 the site has one network
 * </pre>
 *
 * <p>A pattern with blanks is written in quotes.
 */
public final class WaiverFile {
  /** Bytes. */
  private static final long LIMIT = 1 << 20;

  private WaiverFile() {}

  /**
   * Reads a file.
   *
   * @throws UsageException naming every line that is wrong
   */
  public static List<Waiver> read(Path file) {
    String text;
    try {
      if (Files.size(file) > LIMIT) {
        throw new UsageException(Problem.at(file.toString(), "larger than " + LIMIT + " bytes"));
      }
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(Problem.at(file.toString(), "no such file"), e);
    } catch (IOException e) {
      throw new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
    return parse(file.toString(), text);
  }

  static List<Waiver> parse(String name, String text) {
    List<Waiver> waivers = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String rest = line.strip();
      if (!rest.isEmpty() && !rest.startsWith("#")) {
        waiver(name + ":" + number, rest, waivers, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return List.copyOf(waivers);
  }

  private static void waiver(
      String where, String line, List<Waiver> waivers, List<Problem> problems) {
    String rule = word(line);
    String rest = after(line, rule);
    String path = rest.startsWith("\"") ? quoted(rest) : word(rest);
    rest = after(rest, path);
    Optional<LocalDate> until = Optional.empty();
    if (Catalogue.find(rule).isEmpty()) {
      problems.add(
          Problem.at(where, "expected the number of a rule but was \"" + rule + "\"")
              .withHint("node-customize rules"));
    }
    if (word(rest).equals("until")) {
      String date = word(after(rest, "until"));
      rest = after(after(rest, "until"), date);
      try {
        until = Optional.of(LocalDate.parse(date));
      } catch (DateTimeParseException e) {
        problems.add(Problem.at(where, "expected a date like 2027-03-31 but was \"" + date + "\""));
      }
    }
    if (rest.isEmpty()) {
      problems.add(
          Problem.at(where, "expected a rule, a path and a reason")
              .withHint("write: NC311 /etc/sysconfig/network-scripts/* why it is accepted"));
    }
    String plain = path.startsWith("\"") ? path.replace("\"", "") : path;
    waivers.add(new Waiver(rule, new Glob(plain), rest, until, new Origin(where, "")));
  }

  private static String word(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  private static String quoted(String text) {
    int end = text.indexOf('"', 1);
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String after(String text, String beginning) {
    return text.substring(Math.min(beginning.length(), text.length())).strip();
  }
}

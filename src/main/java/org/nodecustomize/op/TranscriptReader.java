package org.nodecustomize.op;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Goes through what a package manager printed, line by line, and collects what went wrong. What rpm
 * itself says is understood here, since dnf and yum hand it on; each manager adds its own words.
 */
final class TranscriptReader {
  /** Managers' own lines are shorter; what is longer was printed by a scriptlet. */
  private static final int LINE_LIMIT = 4096;

  private static final Pattern LABEL = Pattern.compile("(?:error|warning|Error): ");
  private static final String SIZE = "([0-9]+ ?(?:[KMGT]?i?B|(?:more )?inodes))";

  /**
   * The wording of rpm 4.8 to 4.20: its problem strings (rpmProblemString), what its scriptlet and
   * payload code logs, and dnf's and yum's summary of disk requirements.
   */
  private static final List<Form> RPM =
      List.of(
          new Form(
              "(?:At least|installing package \\S+ needs) "
                  + SIZE
                  + " (?:more )?(?:space )?(?:needed )?on the \\S+ filesystem.*",
              (reader, m) -> reader.add(new TransactionFault.NoSpace(m.group(1), m.group()))),
          new Form(
              "(unpacking of archive failed.*No space left on device.*)",
              (reader, m) -> reader.add(new TransactionFault.NoSpace("", m.group(1)))),
          new Form(
              "(unpacking of archive failed.*)",
              (reader, m) -> reader.add(new TransactionFault.Unpacking(m.group(1)))),
          new Form(
              "(.+) is needed by \\(installed\\) (\\S+)",
              (reader, m) ->
                  reader.add(new TransactionFault.StillNeeded(m.group(1).strip(), m.group(2)))),
          new Form(
              "(.+) is needed by (?!\\(installed\\))(\\S+)",
              (reader, m) -> reader.unmet(m.group(1).strip(), m.group(2))),
          new Form(
              "(%[a-z]+\\(.+\\) scriptlet failed.*|install: %.+ scriptlet failed.*"
                  + "|lua script failed.*)",
              (reader, m) -> reader.add(new TransactionFault.Scriptlet(m.group(1)))),
          new Form(
              "(file .+ from install of .+ conflicts with file from package .+"
                  + "|file .+ conflicts between attempted installs of .+"
                  + "|.+ conflicts with (?:\\(installed\\) )?\\S+"
                  + "|\\S.* is obsoleted by (?:\\(installed\\) )?\\S+"
                  + "|package .+ is already installed)",
              (reader, m) -> reader.conflict(m.group(1))),
          new Form(
              "(package .+ is intended for a different .+)",
              (reader, m) -> reader.architecture(m.group(1))),
          new Form(
              "(\\S+: (?:install|erase) (?:failed|skipped))",
              (reader, m) -> reader.addWeak(new TransactionFault.Other(m.group(1)))));

  private final Set<TransactionFault> faults = new LinkedHashSet<>();
  private final Set<TransactionFault> weak = new LinkedHashSet<>();
  private String line = "";
  private String previous = "";

  private TranscriptReader() {}

  /** A form of line and what it means; the line comes without its label and outer white space. */
  record Form(Pattern pattern, BiConsumer<TranscriptReader, MatchResult> meaning) {
    Form(String pattern, BiConsumer<TranscriptReader, MatchResult> meaning) {
      this(Pattern.compile(pattern), meaning);
    }
  }

  static List<TransactionFault> faults(List<String> transcript, List<Form> own) {
    return faults(transcript, own, reader -> {});
  }

  /**
   * Reads a transcript; each fault comes once, in the order of the transcript.
   *
   * @param own the forms of the manager's own lines
   * @param each is called for each line besides
   */
  static List<TransactionFault> faults(
      List<String> transcript, List<Form> own, Consumer<TranscriptReader> each) {
    TranscriptReader reader = new TranscriptReader();
    for (String line : transcript) {
      if (line.length() > LINE_LIMIT) {
        continue;
      }
      reader.previous = reader.line;
      reader.line = line;
      if (!reader.understands(RPM)) {
        reader.understands(own);
      }
      each.accept(reader);
    }
    return reader.result();
  }

  private boolean understands(List<Form> forms) {
    String text = line.strip();
    Matcher label = LABEL.matcher(text);
    String said = label.lookingAt() ? text.substring(label.end()) : text;
    for (Form form : forms) {
      Matcher matcher = form.pattern().matcher(said);
      if (matcher.matches()) {
        form.meaning().accept(this, matcher);
        return true;
      }
    }
    return false;
  }

  /** A second telling of a scriptlet's failure must not hide that there was one. */
  private List<TransactionFault> result() {
    List<TransactionFault> result = new ArrayList<>(faults);
    boolean scriptlet = result.stream().anyMatch(TransactionFault.Scriptlet.class::isInstance);
    for (TransactionFault fault : weak) {
      if (fault instanceof TransactionFault.Scriptlet ? !scriptlet : faults.isEmpty()) {
        result.add(fault);
      }
    }
    return result;
  }

  /** The line as it came. */
  String line() {
    return line;
  }

  /** The line before. */
  String previous() {
    return previous;
  }

  void add(TransactionFault fault) {
    faults.add(fault);
  }

  /** Counts only where nothing else tells the reason better. */
  void addWeak(TransactionFault fault) {
    weak.add(fault);
  }

  void unmet(String capability, String needer) {
    add(new TransactionFault.Unmet(capability, needer));
  }

  void conflict(String text) {
    add(new TransactionFault.Conflict(text));
  }

  void architecture(String text) {
    add(new TransactionFault.WrongArchitecture(text));
  }

  void other(String text) {
    add(new TransactionFault.Other(text));
  }
}

package org.nodecustomize.op;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Goes through what a package manager printed, line by line, and collects what went wrong. What rpm
 * itself says is understood here, since dnf and yum hand it on; each manager adds its own words.
 */
final class TranscriptReader {
  private static final Pattern UNMET =
      Pattern.compile("\\s*(?:Error: )?(.+) is needed by (?:\\(installed\\) )?(\\S+)");
  private static final Pattern SPACE =
      Pattern.compile(
          ".*installing package (\\S+) needs ([0-9]+ ?[KMGT]?i?B) (?:more space )?on the (\\S+) filesystem.*");
  private static final Pattern DNF_SPACE =
      Pattern.compile(
          ".*At least ([0-9]+ ?[KMGT]?i?B) more space needed on the (\\S+) filesystem.*");

  private final Set<TransactionFault> faults = new LinkedHashSet<>();
  private String line = "";
  private String previous = "";

  private TranscriptReader() {}

  static List<TransactionFault> faults(List<String> transcript, Consumer<TranscriptReader> own) {
    TranscriptReader reader = new TranscriptReader();
    for (String line : transcript) {
      reader.previous = reader.line;
      reader.line = line;
      reader.rpm();
      own.accept(reader);
    }
    return new ArrayList<>(reader.faults);
  }

  String line() {
    return line;
  }

  String previous() {
    return previous;
  }

  /** Does {@code action} where the line, without the white space around it, has this form. */
  TranscriptReader on(String form, Consumer<Matcher> action) {
    Matcher matcher = Pattern.compile(form).matcher(line.strip());
    if (matcher.matches()) {
      action.accept(matcher);
    }
    return this;
  }

  void unmet(String capability, String needer) {
    faults.add(new TransactionFault.Unmet(capability, needer));
  }

  void conflict(String text) {
    faults.add(new TransactionFault.Conflict(text));
  }

  void architecture(String text) {
    faults.add(new TransactionFault.WrongArchitecture(text));
  }

  void other(String text) {
    faults.add(new TransactionFault.Other(text));
  }

  private void rpm() {
    Matcher space = SPACE.matcher(line);
    Matcher dnfSpace = DNF_SPACE.matcher(line);
    if (space.matches()) {
      faults.add(new TransactionFault.NoSpace(space.group(2), line.strip()));
      return;
    }
    if (dnfSpace.matches()) {
      faults.add(new TransactionFault.NoSpace(dnfSpace.group(1), line.strip()));
      return;
    }
    Matcher unmet = UNMET.matcher(line);
    if (unmet.matches()) {
      unmet(unmet.group(1).strip(), unmet.group(2));
    }
    on("(?:error: |warning: |Error: )?(.*scriptlet failed.*)", m -> scriptlet(m.group(1)));
    on("(?:error: )?(.+ conflicts with file from package .+)", m -> conflict(m.group(1)));
    on("(?:error: )?(.+ conflicts between attempted installs of .+)", m -> conflict(m.group(1)));
    on("(?:error: )?(\\S+ conflicts with (?:\\(installed\\) )?\\S+)", m -> conflict(m.group(1)));
    on("(?:error: )?(.+ is obsoleted by .+)", m -> conflict(m.group(1)));
    on("(?:error: )?(package .+ is already installed)", m -> conflict(m.group(1)));
    on("(?:error: )?(package .+ is intended for a different .+)", m -> architecture(m.group(1)));
    on("(?:error: )?(.*unpacking of archive failed.*)", m -> unpacking(m.group(1)));
  }

  private void scriptlet(String text) {
    faults.add(new TransactionFault.Scriptlet(text));
  }

  private void unpacking(String text) {
    faults.add(new TransactionFault.Unpacking(text));
  }
}

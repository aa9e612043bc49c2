package org.nodecustomize.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Problem;

/** Turns faults of a transaction into problems for people, the manager's own reason first. */
final class FaultReport {
  /** Lines of the manager's own output that are shown where its words are not understood. */
  private static final int TAIL = 25;

  /** Lines below one problem, where a list could have a thousand. */
  private static final int LIST = 30;

  /** Names in one line. */
  private static final int NAMES = 5;

  private static final int SCRIPTLET_OUTPUT = 20;

  /** Lines of rpm, yum and dnf that say which step begins. */
  private static final Pattern STEP =
      Pattern.compile(
          "\\s*(?:Installing|Upgrading|Updating|Reinstalling|Downgrading|Erasing|Removing|Cleanup"
              + "|Verifying|Preparing|Obsoleting|Running scriptlet)\\s*:.*"
              + "|(?:Preparing|Verifying|Updating|Cleaning up)\\b.*\\.\\.\\..*");

  private FaultReport() {}

  static List<Problem> problems(
      String manager, List<TransactionFault> faults, List<String> transcript) {
    List<Problem> problems = new ArrayList<>(architectures(faults));
    rpmFeatures(faults).ifPresent(problems::add);
    unmet(faults).ifPresent(problems::add);
    stillNeeded(faults).ifPresent(problems::add);
    SpaceFaults.problem(faults).ifPresent(problems::add);
    conflicts(faults).ifPresent(problems::add);
    for (TransactionFault fault : faults) {
      problem(fault, transcript).ifPresent(problems::add);
    }
    if (problems.isEmpty()) {
      problems.add(
          Problem.of("the image's " + manager + " failed").withDetail(tail(transcript, TAIL)));
    }
    return List.copyOf(problems);
  }

  /** First, since such a package misses all the rest too. */
  private static List<Problem> architectures(List<TransactionFault> faults) {
    return faults.stream()
        .filter(TransactionFault.WrongArchitecture.class::isInstance)
        .map(fault -> Problem.of(((TransactionFault.WrongArchitecture) fault).text()))
        .toList();
  }

  /** No package brings what rpm itself has to be able to do. */
  private static Optional<Problem> rpmFeatures(List<TransactionFault> faults) {
    Map<String, List<String>> needers = needers(faults, true);
    return needers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.of("the image's rpm is too old for a package")
                .withDetail(lines(needers))
                .withHint("get the package built for the image's system"));
  }

  /** All unmet requirements as one problem, grouped by what is missing. */
  private static Optional<Problem> unmet(List<TransactionFault> faults) {
    Map<String, List<String>> needers = needers(faults, false);
    if (needers.isEmpty()) {
      return Optional.empty();
    }
    String count = needers.size() == 1 ? "1 requirement is" : needers.size() + " requirements are";
    return Optional.of(
        Problem.of(count + " not met")
            .withDetail(lines(needers))
            .withHint("name the missing packages too, or a directory that holds them: --repo DIR"));
  }

  private static Map<String, List<String>> needers(
      List<TransactionFault> faults, boolean rpmFeatures) {
    Map<String, List<String>> needers = new LinkedHashMap<>();
    for (TransactionFault fault : faults) {
      if (fault instanceof TransactionFault.Unmet unmet
          && unmet.capability().startsWith("rpmlib(") == rpmFeatures) {
        add(needers, unmet.capability(), unmet.needer());
      }
    }
    return needers;
  }

  private static Optional<Problem> stillNeeded(List<TransactionFault> faults) {
    Map<String, List<String>> capabilities = new LinkedHashMap<>();
    for (TransactionFault fault : faults) {
      if (fault instanceof TransactionFault.StillNeeded needed) {
        add(capabilities, needed.needer(), needed.capability());
      }
    }
    if (capabilities.isEmpty()) {
      return Optional.empty();
    }
    int count = capabilities.size();
    List<String> all =
        capabilities.entrySet().stream()
            .map(entry -> entry.getKey() + " needs " + some(entry.getValue()))
            .toList();
    return Optional.of(
        Problem.of(
                count == 1
                    ? "1 installed package would lose what it needs"
                    : count + " installed packages would lose what they need")
            .withDetail(limited(all))
            .withHint(
                "remove or replace in the same run: " + some(List.copyOf(capabilities.keySet()))));
  }

  /** Two packages can have a thousand files in common. */
  private static Optional<Problem> conflicts(List<TransactionFault> faults) {
    List<String> lines =
        faults.stream()
            .filter(TransactionFault.Conflict.class::isInstance)
            .map(fault -> ((TransactionFault.Conflict) fault).text())
            .toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Problem problem =
        lines.size() == 1
            ? Problem.of(lines.get(0))
            : Problem.of("packages exclude each other").withDetail(limited(lines));
    return Optional.of(
        problem.withHint(
            "replace the installed package by a newer one with --upgrade, or remove it first:"
                + " node-customize remove-rpm NAME IMAGE"));
  }

  private static void add(Map<String, List<String>> lists, String key, String value) {
    List<String> list = lists.computeIfAbsent(key, any -> new ArrayList<>());
    if (!list.contains(value)) {
      list.add(value);
    }
  }

  private static List<String> lines(Map<String, List<String>> needers) {
    return limited(
        needers.entrySet().stream()
            .map(entry -> entry.getKey() + " is needed by " + some(entry.getValue()))
            .toList());
  }

  private static List<String> limited(List<String> lines) {
    if (lines.size() <= LIST) {
      return lines;
    }
    List<String> limited = new ArrayList<>(lines.subList(0, LIST));
    limited.add("and %d more".formatted(lines.size() - LIST));
    return limited;
  }

  private static String some(List<String> names) {
    int more = names.size() - NAMES;
    return more <= 0
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMES)) + " and " + more + " more";
  }

  private static Optional<Problem> problem(TransactionFault fault, List<String> transcript) {
    if (fault instanceof TransactionFault.Scriptlet scriptlet) {
      return Optional.of(
          Problem.of(scriptlet.text())
              .withDetail(scriptletOutput(scriptlet.text(), transcript))
              .withHint(
                  "the package's own script does not run in an image; ask its vendor, or repair"
                      + " the package"));
    }
    if (fault instanceof TransactionFault.Unpacking unpacking) {
      return Optional.of(
          Problem.of(unpacking.text())
              .withHint("get the package again, or ask its vendor: rpm could not unpack it"));
    }
    if (fault instanceof TransactionFault.Other other) {
      return Optional.of(Problem.of(other.text()));
    }
    return Optional.empty();
  }

  /** What a scriptlet printed stands between the line of its step and the line that it failed. */
  private static List<String> scriptletOutput(String text, List<String> transcript) {
    for (int i = 0; i < transcript.size(); i++) {
      if (transcript.get(i).contains(text)) {
        int first = i;
        while (first > 0
            && i - first < SCRIPTLET_OUTPUT
            && !STEP.matcher(transcript.get(first - 1)).matches()) {
          first--;
        }
        return transcript.subList(first, i).stream().filter(line -> !line.isBlank()).toList();
      }
    }
    return List.of();
  }

  private static List<String> tail(List<String> lines, int count) {
    List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
    return filled.subList(Math.max(0, filled.size() - count), filled.size());
  }
}

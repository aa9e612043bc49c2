package org.nodecustomize.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.Problem;

/** Turns faults of a transaction into problems for people, the manager's own reason first. */
final class FaultReport {
  /** Lines of the manager's own output that are shown where its words are not understood. */
  private static final int TAIL = 25;

  private FaultReport() {}

  static List<Problem> problems(
      String manager, List<TransactionFault> faults, List<String> transcript) {
    List<Problem> problems = new ArrayList<>();
    unmet(faults).ifPresent(problems::add);
    for (TransactionFault fault : faults) {
      problem(fault, transcript).ifPresent(problems::add);
    }
    if (problems.isEmpty()) {
      problems.add(
          Problem.of("the image's " + manager + " failed").withDetail(tail(transcript, TAIL)));
    }
    return List.copyOf(problems);
  }

  /** All unmet requirements as one problem, grouped by what is missing. */
  private static Optional<Problem> unmet(List<TransactionFault> faults) {
    Map<String, List<String>> needers = new LinkedHashMap<>();
    for (TransactionFault fault : faults) {
      if (fault instanceof TransactionFault.Unmet unmet) {
        List<String> list =
            needers.computeIfAbsent(unmet.capability(), capability -> new ArrayList<>());
        if (!list.contains(unmet.needer())) {
          list.add(unmet.needer());
        }
      }
    }
    if (needers.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines =
        needers.entrySet().stream()
            .map(entry -> entry.getKey() + " is needed by " + String.join(", ", entry.getValue()))
            .toList();
    String count = lines.size() == 1 ? "1 requirement is" : lines.size() + " requirements are";
    return Optional.of(
        Problem.of(count + " not met")
            .withDetail(lines)
            .withHint("name the missing packages too, or a directory that holds them: --repo DIR"));
  }

  private static Optional<Problem> problem(TransactionFault fault, List<String> transcript) {
    if (fault instanceof TransactionFault.Unmet) {
      return Optional.empty();
    }
    if (fault instanceof TransactionFault.NoSpace space) {
      return Optional.of(
          Problem.of("no room in the image: " + space.needed() + " more are needed")
              .withDetail(List.of(space.text()))
              .withHint("enlarge the file system in the same run, for instance: --grow +1G"));
    }
    if (fault instanceof TransactionFault.Scriptlet scriptlet) {
      return Optional.of(
          Problem.of(scriptlet.text())
              .withDetail(before(scriptlet.text(), transcript))
              .withHint(
                  "the package's own script does not run in an image; ask its vendor, or repair"
                      + " the package"));
    }
    if (fault instanceof TransactionFault.Conflict conflict) {
      return Optional.of(
          Problem.of(conflict.text())
              .withHint(
                  "replace the installed package by a newer one with --upgrade, or remove it"
                      + " first: node-customize remove-rpm NAME IMAGE"));
    }
    if (fault instanceof TransactionFault.WrongArchitecture wrong) {
      return Optional.of(Problem.of(wrong.text()));
    }
    if (fault instanceof TransactionFault.Unpacking unpacking) {
      return Optional.of(
          Problem.of(unpacking.text()).withHint("get the package again; its payload is damaged"));
    }
    return Optional.of(Problem.of(((TransactionFault.Other) fault).text()));
  }

  /** What a scriptlet printed stands above the line that says that it failed. */
  private static List<String> before(String text, List<String> transcript) {
    for (int i = 0; i < transcript.size(); i++) {
      if (transcript.get(i).contains(text)) {
        return transcript.subList(Math.max(0, i - 10), i).stream()
            .filter(line -> !line.isBlank())
            .toList();
      }
    }
    return List.of();
  }

  private static List<String> tail(List<String> lines, int count) {
    List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
    return filled.subList(Math.max(0, filled.size() - count), filled.size());
  }
}

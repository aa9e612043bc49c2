package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.rule.SystemdUnits;
import org.nodecustomize.rule.SysusersLines;

/** NC412: a unit that cannot start. */
@RuleInfo(
    id = "NC412",
    slug = "unit-verify",
    summary = "a new unit names a program or a user that is not there",
    kind = CHANGE,
    severity = WARNING,
    consumer = "systemd: the unit fails at start",
    fix = "correct the unit, or add what is missing")
public final class UnitVerification implements Rule {
  private static final List<String> CONDITIONS =
      List.of("ConditionFileIsExecutable", "ConditionFileNotEmpty", "ConditionPathExists");

  private static final List<String> COMMANDS =
      List.of("ExecStart", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop");

  @Override
  public void check(RuleContext context, Findings findings) {
    SystemdUnits units = SystemdUnits.of(context.files());
    AccountFiles accounts = AccountFiles.of(context.files());
    SysusersLines declared = SysusersLines.of(context.files());
    for (Change change : context.changes()) {
      String path = change.path();
      if (!change.isNewContent()
          || !path.contains("/systemd/system/")
          || !path.endsWith(".service")) {
        continue;
      }
      String conditions =
          CONDITIONS.stream()
              .flatMap(key -> units.values(path, "Unit", key).stream())
              .collect(Collectors.joining("\n", "\n", "\n"));
      for (String key : COMMANDS) {
        for (String value : units.values(path, "Service", key)) {
          missingProgram(key, value, context.files())
              // Where it is missing the unit is passed over.
              .filter(program -> !conditions.contains("\n" + program + "\n"))
              .ifPresent(
                  program ->
                      findings.add(path, key + "= starts " + program + ", which is no program"));
        }
      }
      for (String user : units.values(path, "Service", "User")) {
        boolean known =
            accounts.accountNames().contains(user)
                || declared.declaresUser(user)
                || user.contains("%")
                || Character.isDigit(user.charAt(0))
                || units.isTrue(path, "Service", "DynamicUser");
        if (!known) {
          findings.add(path, "User= is '" + user + "', which is no account");
        }
      }
    }
  }

  /** The program of a command line where it is told plainly and is not there. */
  private static Optional<String> missingProgram(String key, String command, Snapshot files) {
    int start = 0;
    while (start < command.length() && "@-:+!|".indexOf(command.charAt(start)) >= 0) {
      start++;
    }
    if (!key.equals("ExecStart") && command.substring(0, start).contains("-")) {
      // The unit does its work without it.
      return Optional.empty();
    }
    String program = command.substring(start).split("\\s", 2)[0];
    boolean plain = !program.isEmpty() && "\"'".indexOf(program.charAt(0)) < 0;
    if (!plain || program.contains("%") || program.contains("$") || program.contains("\\")) {
      return Optional.empty();
    }
    if (!program.startsWith("/")) {
      boolean found =
          Stream.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/")
              .anyMatch(directory -> files.isProgram(directory + program));
      return found ? Optional.empty() : Optional.of(program);
    }
    boolean generated = program.startsWith("/run/") || program.startsWith("/proc/");
    return generated || files.isProgram(program) ? Optional.empty() : Optional.of(program);
  }
}

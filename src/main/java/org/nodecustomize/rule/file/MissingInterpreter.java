package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC714: scripts whose interpreter is not there. */
@RuleInfo(
    id = "NC714",
    slug = "missing-interpreter",
    summary = "a new script names an interpreter that is not in the image",
    kind = CHANGE,
    severity = WARNING,
    consumer = "the kernel (no such file or directory)",
    fix = "install the interpreter, or name the one that is there")
public final class MissingInterpreter implements Rule {
  /** As much of the first line as the kernel reads. */
  private static final int LINE = 256;

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      boolean program =
          change.isNewContent()
              && change
                  .after()
                  .filter(n -> (n.permissions() & 0111) != 0 && n.size() > 2)
                  .isPresent();
      if (program) {
        interpreter(change.path(), context.files())
            .filter(path -> !context.files().exists(path))
            .ifPresent(
                path ->
                    findings.add(
                        change.path(), "is a script for " + path + ", which is not there"));
      }
    }
  }

  private static Optional<String> interpreter(String path, Snapshot files) {
    byte[] head;
    try {
      Optional<InputStream> opened = files.tree().open(path);
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = opened.get()) {
        head = in.readNBytes(LINE);
      }
    } catch (IOException e) {
      throw new OperationException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
    String line = new String(head, StandardCharsets.ISO_8859_1);
    if (!line.startsWith("#!")) {
      return Optional.empty();
    }
    int end = line.indexOf('\n');
    String words = (end < 0 ? line : line.substring(0, end)).substring(2).strip();
    List<String> command = List.of(words.split("\\s+", 3));
    boolean env = command.get(0).equals("/usr/bin/env") && command.size() > 1;
    if (env && !command.get(1).startsWith("-") && !command.get(1).contains("=")) {
      return Optional.of("/usr/bin/" + command.get(1));
    }
    return command.get(0).startsWith("/") ? Optional.of(command.get(0)) : Optional.empty();
  }
}

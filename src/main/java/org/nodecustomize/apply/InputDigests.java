package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.tree.Sha256;

/** Tells which files of this machine a run read. */
final class InputDigests {
  private InputDigests() {}

  /** Names without directories, which say nothing on another machine, and the sha256 of each. */
  static List<ChangeRecord.InputFile> of(List<Path> files) {
    List<ChangeRecord.InputFile> inputs = new ArrayList<>();
    for (Path file : files) {
      inputs.add(new ChangeRecord.InputFile(String.valueOf(file.getFileName()), sha256(file)));
    }
    return inputs;
  }

  /** In hex. */
  static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }
}

package org.nodecustomize.op;

import java.util.List;
import java.util.stream.Stream;

/** rpm alone, for images that have nothing that resolves dependencies. */
final class RpmManager implements PackageManager {

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    List<String> all =
        Stream.concat(operation.files().stream(), operation.candidates().stream()).toList();
    return ManagerConfiguration.environment(scratch)
        + "exec rpm %s --nosignature -v %s %s\n"
            .formatted(
                operation.upgrade() ? "-U" : "-i",
                operation.documentation() ? "" : "--excludedocs",
                ShellWord.quote(all));
  }

  @Override
  public List<TransactionFault> faults(List<String> transcript) {
    return TranscriptReader.faults(transcript, reader -> {});
  }
}

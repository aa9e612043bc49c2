package org.nodecustomize.op;

import java.util.List;
import java.util.stream.Stream;

/** rpm alone, for images that have nothing that resolves dependencies. */
final class RpmManager implements PackageManager {

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    return script(operation, scratch, "-v");
  }

  /** The same as a test that changes nothing. */
  String testScript(InstallPackages operation, String scratch) {
    return script(operation, scratch, "--test");
  }

  private static String script(InstallPackages operation, String scratch, String mode) {
    List<String> all =
        Stream.concat(operation.files().stream(), operation.candidates().stream()).toList();
    return ManagerConfiguration.environment(scratch)
        + "exec rpm %s --nosignature %s %s %s\n"
            .formatted(
                operation.upgrade() ? "-U" : "-i",
                mode,
                operation.documentation() ? "" : "--excludedocs",
                ShellWord.quote(all));
  }

  @Override
  public List<TransactionFault> faults(List<String> transcript) {
    return TranscriptReader.faults(transcript, List.of());
  }
}

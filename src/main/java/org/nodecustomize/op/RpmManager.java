package org.nodecustomize.op;

import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;

/** rpm alone, for images that have nothing that resolves dependencies. */
final class RpmManager implements PackageManager {
  /** The only line of a script that found that rpm alone cannot do it. */
  static final String NOT_COMPLETE = "node-customize: more than rpm is needed";

  /** Stands between what rpm said and what its database holds of the given packages now. */
  static final String INSTALLED = "node-customize: now installed";

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    return script(operation, scratch, "-v");
  }

  /** The same as a test that changes nothing. */
  String testScript(InstallPackages operation, String scratch) {
    return script(operation, scratch, "--test");
  }

  /**
   * A script that installs where nothing else is needed, and otherwise prints {@link
   * #NOT_COMPLETE} and changes nothing. After rpm's success it asks the database for the given
   * packages, below a line {@link #INSTALLED}: to ask for all packages costs 1.5 s under emulation.
   *
   * @param given what the files are
   * @param configuration of a manager that decides more than rpm does; one that excludes packages
   *     is to be asked
   */
  String scriptIfComplete(
      InstallPackages operation, List<Nevra> given, String scratch, String configuration) {
    return ManagerConfiguration.environment(scratch)
        + """
        if grep -qsE '^(exclude|excludepkgs)[[:space:]]*[=:]' %s || ! %s >/dev/null 2>&1; then
        echo '%s'
        exit 1
        fi
        """
            .formatted(ShellWord.quote(configuration), command(operation, "--test"), NOT_COMPLETE)
        + """
        %s || exit $?
        echo '%s'
        rpm -q --qf '%s' -- %s 2>/dev/null || :
        """
            .formatted(
                command(operation, "-v"),
                INSTALLED,
                InstalledPackage.QUERY_FORMAT,
                ShellWord.quote(given.stream().map(RpmManager::label).toList()));
  }

  /** As every rpm takes it; that of EL 7 knows no epoch here. */
  private static String label(Nevra nevra) {
    return "%s-%s-%s.%s".formatted(nevra.name(), nevra.version(), nevra.release(), nevra.arch());
  }

  private static String script(InstallPackages operation, String scratch, String mode) {
    return ManagerConfiguration.environment(scratch) + "exec " + command(operation, mode) + "\n";
  }

  private static String command(InstallPackages operation, String mode) {
    List<String> all =
        Stream.concat(operation.files().stream(), operation.candidates().stream()).toList();
    return "rpm %s --nosignature %s %s %s"
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

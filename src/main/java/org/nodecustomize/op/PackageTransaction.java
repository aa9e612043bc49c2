package org.nodecustomize.op;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.image.RpmDatabase;
import org.nodecustomize.rpm.Nevra;

/**
 * Runs package transactions in an image. What a transaction leaves behind besides the packages is
 * removed, and where the rpm database was a link it still is one afterwards.
 */
public final class PackageTransaction {
  private final MountedImage image;
  private final PackageManagerKind kind;
  private final Duration limit;
  private final Consumer<String> lines;

  /**
   * @param limit after which a transaction is ended
   * @param lines told every line that the manager prints
   */
  public PackageTransaction(
      MountedImage image, PackageManagerKind kind, Duration limit, Consumer<String> lines) {
    this.image = image;
    this.kind = kind;
    this.limit = limit;
    this.lines = lines;
  }

  /**
   * Installs packages.
   *
   * @param before the packages that are installed now
   * @throws OperationException if the transaction fails or a scriptlet of it does, with the
   *     manager's own reason
   */
  public PackageChanges install(InstallPackages operation, List<InstalledPackage> before) {
    PackageManager manager = PackageManager.of(kind);
    return run(kind.id(), manager.installScript(operation, image.scratch()), manager, before);
  }

  /**
   * Installs packages by rpm alone where they need nothing but each other and what is installed:
   * dnf and yum take ten seconds under emulation to decide that nothing is to be decided. Meant for
   * packages that replace and obsolete nothing, which rpm would not tell.
   *
   * @param given what the operation's files are
   * @return empty, with nothing changed, where the manager has to be asked: a requirement is not
   *     met, a conflict has to be told, or the image's administrator excludes packages
   * @throws OperationException as {@link #install} does
   */
  public Optional<PackageChanges> installIfComplete(
      InstallPackages operation, List<Nevra> given, List<InstalledPackage> before) {
    RpmManager rpm = new RpmManager();
    String configuration = kind == PackageManagerKind.YUM ? "/etc/yum.conf" : "/etc/dnf/dnf.conf";
    Leftovers leftovers = Leftovers.before(image);
    CommandResult result =
        image.run(
            rpm.scriptIfComplete(operation, given, image.scratch(), configuration),
            limit,
            new UpTo(List.of(RpmManager.NOT_COMPLETE, RpmManager.INSTALLED), lines));
    if (result.exitCode() != 0 && result.log().strip().equals(RpmManager.NOT_COMPLETE)) {
      return Optional.empty();
    }
    List<String> transcript = result.log().lines().toList();
    int border = transcript.lastIndexOf(RpmManager.INSTALLED);
    requireSuccess(
        "rpm", rpm, result.exitCode(), border < 0 ? transcript : transcript.subList(0, border));
    if (border < 0) {
      throw new OperationException(
          Problem.of("the image's rpm did not answer in full")
              .withDetail(transcript.stream().limit(5).toList()));
    }
    leftovers.clean();
    List<InstalledPackage> after = new ArrayList<>(before);
    after.addAll(
        InstalledPackage.parse(
            transcript.stream().skip(border + 1L).filter(line -> line.contains("\t")).toList()));
    return Optional.of(PackageChanges.between(before, after));
  }

  /**
   * Removes packages by name; nothing else is removed with them.
   *
   * @throws OperationException if an installed package still needs one of them, or a scriptlet
   *     fails
   */
  public PackageChanges remove(RemovePackages operation, List<InstalledPackage> before) {
    String names = ShellWord.quote(operation.names());
    String script =
        ManagerConfiguration.environment(image.scratch())
            + "rpm -e --test -- %1$s && exec rpm -e -v -- %1$s\n".formatted(names);
    return run("rpm", script, new RpmManager(), before);
  }

  /**
   * What rpm misses for a transaction, for instance {@code libfoo.so.1()(64bit)} or {@code bar >=
   * 2}; nothing is changed.
   */
  public List<String> missing(InstallPackages operation) {
    RpmManager rpm = new RpmManager();
    CommandResult result = image.run(rpm.testScript(operation, image.scratch()), limit, line -> {});
    return rpm.faults(result.log().lines().toList()).stream()
        .filter(TransactionFault.Unmet.class::isInstance)
        .map(fault -> ((TransactionFault.Unmet) fault).capability())
        .toList();
  }

  private PackageChanges run(
      String program, String script, PackageManager manager, List<InstalledPackage> before) {
    Leftovers leftovers = Leftovers.before(image);
    CommandResult result = image.run(script, limit, lines);
    return finish(program, manager, result, leftovers, before);
  }

  private PackageChanges finish(
      String program,
      PackageManager manager,
      CommandResult result,
      Leftovers leftovers,
      List<InstalledPackage> before) {
    requireSuccess(program, manager, result.exitCode(), result.log().lines().toList());
    leftovers.clean();
    List<InstalledPackage> after = new RpmDatabase(image).packages();
    if (after.isEmpty()) {
      throw new OperationException(
          Problem.at("rpm database", "no package is left in it after the transaction"));
    }
    return PackageChanges.between(before, after);
  }

  private static void requireSuccess(
      String program, PackageManager manager, int exitCode, List<String> transcript) {
    List<TransactionFault> faults = manager.faults(transcript);
    boolean scriptletFailed =
        faults.stream().anyMatch(TransactionFault.Scriptlet.class::isInstance);
    if (exitCode != 0 || scriptletFailed) {
      throw new OperationException(FaultReport.problems(program, faults, transcript));
    }
  }

  /** Hands lines on until one is of the script's own. */
  private static final class UpTo implements Consumer<String> {
    private final List<String> borders;
    private final Consumer<String> lines;
    private boolean ended;

    UpTo(List<String> borders, Consumer<String> lines) {
      this.borders = borders;
      this.lines = lines;
    }

    @Override
    public void accept(String line) {
      ended = ended || borders.contains(line);
      if (!ended) {
        lines.accept(line);
      }
    }
  }
}

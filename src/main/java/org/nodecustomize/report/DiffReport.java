package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nodecustomize.image.FactChange;
import org.nodecustomize.image.FileChange;
import org.nodecustomize.image.Noise;
import org.nodecustomize.image.PackageDifference;

/**
 * What differs between two images.
 *
 * @param container how the file system is wrapped, and the file system itself
 * @param system what the image says of itself
 * @param keys OpenPGP keys that its rpm trusts
 * @param services units that links enable or mask
 * @param noise how many names differ without saying anything
 * @param notCompared what could not be compared, and why
 * @param causes of differences of files, by path, as far as the second image's record tells
 * @param packageCauses of differences of packages, by name
 */
public record DiffReport(
    Path before,
    Path after,
    List<FactChange> container,
    List<FactChange> system,
    List<PackageDifference> packages,
    List<FactChange> keys,
    List<FactChange> services,
    List<FactChange> accounts,
    List<FileChange> files,
    Map<Noise, Integer> noise,
    List<String> notCompared,
    Map<String, Causes.Cause> causes,
    Map<String, Causes.Cause> packageCauses) {

  public DiffReport {
    container = List.copyOf(container);
    system = List.copyOf(system);
    packages = List.copyOf(packages);
    keys = List.copyOf(keys);
    services = List.copyOf(services);
    accounts = List.copyOf(accounts);
    files = List.copyOf(files);
    noise = Map.copyOf(noise);
    notCompared = List.copyOf(notCompared);
    causes = Map.copyOf(causes);
    packageCauses = Map.copyOf(packageCauses);
  }

  /** Whether nothing differs but noise, and everything was compared. */
  public boolean same() {
    return Stream.of(container, system, packages, keys, services, accounts, files, notCompared)
        .allMatch(List::isEmpty);
  }
}

package org.nodecustomize.guestfs;

import java.nio.file.Path;
import java.util.List;

/**
 * How to start an appliance.
 *
 * @param drives its disks in order, 1 to {@value #MAXIMUM_DRIVES}
 * @param memoryMegabytes the appliance's memory, at least 256 MiB
 * @param cpus virtual processors, at least 1
 * @param workDirectory a private directory of ours; one appliance at a time uses it
 * @param cacheDirectory the user's cache directory, for {@link FastAppliance} and for choices that
 *     are remembered between runs
 * @param stockAppliance never use another appliance than the one that libguestfs has
 */
public record ApplianceConfig(
    List<Drive> drives,
    int memoryMegabytes,
    int cpus,
    Path workDirectory,
    Path cacheDirectory,
    boolean stockAppliance) {

  /** Drives are called by one letter. */
  public static final int MAXIMUM_DRIVES = 20;

  public ApplianceConfig {
    drives = List.copyOf(drives);
    workDirectory = workDirectory.toAbsolutePath().normalize();
    cacheDirectory = cacheDirectory.toAbsolutePath().normalize();
    require(!drives.isEmpty() && drives.size() <= MAXIMUM_DRIVES, "drives", drives.size());
    require(memoryMegabytes >= 256, "memoryMegabytes", memoryMegabytes);
    require(cpus >= 1 && cpus <= 255, "cpus", cpus);
  }

  private static void require(boolean condition, String name, int value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}

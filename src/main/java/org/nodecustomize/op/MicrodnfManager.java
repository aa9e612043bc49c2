package org.nodecustomize.op;

import java.util.List;

/**
 * microdnf, as minimal images have it. It takes package files only in newer versions and resolves
 * no dependencies among them, so the transaction is rpm's, as in an image without any manager.
 */
final class MicrodnfManager implements PackageManager {
  private final RpmManager rpm = new RpmManager();

  @Override
  public String installScript(InstallPackages operation, String scratch) {
    return rpm.installScript(operation, scratch);
  }

  @Override
  public List<TransactionFault> faults(List<String> transcript) {
    return rpm.faults(transcript);
  }
}

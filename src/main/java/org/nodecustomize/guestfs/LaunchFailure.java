package org.nodecustomize.guestfs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/**
 * What a failed launch means for the user. libguestfs' own text is mostly the same for all reasons;
 * the words that matter are those of qemu and supermin on the console.
 */
final class LaunchFailure {
  private static final Pattern LOCKED =
      Pattern.compile("Failed to (?:get|lock)[^\\n]*lock|another process using the image");
  private static final Pattern NO_APPLIANCE =
      Pattern.compile("cannot find any suitable libguestfs supermin");
  private static final Pattern KERNEL_UNREADABLE =
      Pattern.compile("(/[^\\s':]*vmlinu[^\\s':]*)[^\\n]*: Permission denied");
  private static final Pattern NO_KERNEL =
      Pattern.compile("failed to find a suitable kernel|cannot find any kernels?");
  private static final Pattern NO_MEMORY =
      Pattern.compile("[Cc]annot allocate memory|cannot set up guest memory");
  private static final Pattern NO_SPACE = Pattern.compile("No space left on device");

  private LaunchFailure() {}

  /**
   * @param console the last lines of the console, at best with libguestfs' own debugging
   */
  static HostException of(ApplianceException failure, List<String> console, int memoryMegabytes) {
    String all = failure.text() + "\n" + String.join("\n", console);
    List<String> detail = console.isEmpty() ? failure.text().lines().limit(20).toList() : console;
    return new HostException(problem(all, failure, memoryMegabytes).withDetail(detail), failure);
  }

  private static Problem problem(String all, ApplianceException failure, int memoryMegabytes) {
    if (LOCKED.matcher(all).find()) {
      return Problem.of("the appliance did not start: an image is in use by another process")
          .withHint("end the other program; 'fuser -v IMAGE' shows which it is");
    }
    if (NO_APPLIANCE.matcher(all).find()) {
      return Problem.of("libguestfs has no appliance")
          .withHint(
              "install it: 'apt install libguestfs0 supermin' on Debian and Ubuntu,"
                  + " 'dnf install libguestfs-appliance' on Fedora and Enterprise Linux");
    }
    Matcher kernel = KERNEL_UNREADABLE.matcher(all);
    if (kernel.find()) {
      return Problem.of("this user may not read the kernel '" + kernel.group(1) + "'")
          .withHint("run 'sudo chmod 0644 " + kernel.group(1) + "'");
    }
    if (NO_KERNEL.matcher(all).find()) {
      return Problem.of("this machine has no kernel that the appliance could boot")
          .withHint(
              "install one: 'apt install linux-image-generic' or 'linux-image-amd64',"
                  + " 'dnf install kernel-core'");
    }
    if (NO_MEMORY.matcher(all).find()) {
      return Problem.of("not enough memory for an appliance of " + memoryMegabytes + " MiB");
    }
    if (NO_SPACE.matcher(all).find()) {
      return Problem.of("no space for the appliance's files")
          .withHint("free space in /var/tmp and in the temporary directory, or set TMPDIR");
    }
    String first = failure.text().lines().findFirst().orElse("no reason given");
    return Problem.of("the appliance did not start: " + first)
        .withHint("run 'libguestfs-test-tool' to see what this machine lacks");
  }
}

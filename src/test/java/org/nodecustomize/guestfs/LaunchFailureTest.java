package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

class LaunchFailureTest {
  private static Problem problem(String text, String... console) {
    HostException e =
        LaunchFailure.of(new ApplianceException("launch", 0, text), List.of(console), 512);
    assertEquals(ExitCode.HOST, e.exitCode());
    return e.problems().get(0);
  }

  @Test
  void aKernelThatOnlyRootMayReadIsNamed() {
    Problem problem =
        problem(
            "/usr/bin/supermin exited with error status 1",
            "cp: cannot open '/boot/vmlinuz-6.8.0-31-generic' for reading: Permission denied");
    assertEquals(
        "this user may not read the kernel '/boot/vmlinuz-6.8.0-31-generic'", problem.message());
    assertEquals(
        Optional.of("run 'sudo chmod 0644 /boot/vmlinuz-6.8.0-31-generic'"), problem.hint());
    assertEquals(1, problem.detail().size());
  }

  @Test
  void aLockedImageIsToldFromTheWordsOfQemu() {
    Problem problem =
        problem(
            "guestfs_launch failed",
            "qemu-system-x86_64: -drive file=/x: Failed to get \"write\" lock",
            "Is another process using the image [/x]?");
    assertTrue(problem.message().endsWith("an image is in use by another process"));
  }

  @Test
  void aMissingApplianceNamesThePackages() {
    Problem problem =
        problem("cannot find any suitable libguestfs supermin, fixed or old-style appliance");
    assertEquals("libguestfs has no appliance", problem.message());
    assertTrue(problem.hint().orElse("").contains("apt install"));
    assertTrue(problem.hint().orElse("").contains("dnf install"));
  }

  @Test
  void tooLittleMemoryIsToldWithTheAmount() {
    Problem problem =
        problem("x", "qemu: cannot set up guest memory 'pc.ram': Cannot allocate memory");
    assertEquals("not enough memory for an appliance of 512 MiB", problem.message());
  }

  @Test
  void anythingElseGivesTheTextTheConsoleAndAWayToLook() {
    Problem problem = problem("qemu exited\nsecond line", "last words");
    assertEquals("the appliance did not start: qemu exited", problem.message());
    assertEquals(List.of("last words"), problem.detail());
    assertEquals(
        Optional.of("run 'libguestfs-test-tool' to see what this machine lacks"), problem.hint());
  }

  @Test
  void withoutAConsoleTheWholeTextIsTheDetail() {
    assertEquals(
        List.of("qemu exited", "second line"), problem("qemu exited\nsecond line").detail());
  }

  @Test
  void anEmptyTextStillMakesAMessage() {
    assertEquals("the appliance did not start: no reason given", problem("").message());
  }
}

package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** A step that fails, one of each kind: no output, and a message with the step, its line and its log. */
class FailingStepIT extends ProgramRuns {
  /**
   * A recipe that cannot be carried out.
   *
   * @param where line and column of the wish
   * @param message what is said of it; its first line stands behind {@code where}
   * @param log a further line, of the program that failed; empty where none was run
   */
  record Failure(
      String kind, String recipe, int exitCode, String where, String message, String log) {
    @Override
    public String toString() {
      return kind;
    }
  }

  static Stream<Failure> failures() {
    return Stream.of(
        new Failure(
            "package",
            """
            packages:
              install: ["PACKAGES/nc-fail-post-1.0-1.el9.noarch.rpm"]
              signatures: {allowUnsigned: ["nc-*"], reason: test}
            """,
            1,
            ":3:13",
            "packages.install[0]: ",
            "nc-fail-post"),
        new Failure(
            "SELinux",
            """
            selinux:
              modules: ["FILES/example/site.cil"]
            """,
            1,
            ":3:13",
            "add SELinux modules site.cil: semodule failed with exit code 127",
            "semodule"),
        new Failure(
            "certificates",
            """
            files:
              - path: /usr/bin/update-ca-trust
                mode: "0755"
                content: "#!/bin/sh\\necho no room for bundles\\nexit 4\\n"
            trust: ["FILES/ca/site-root-ca.pem"]
            """,
            1,
            ":6:9",
            "update the trusted authorities: update-ca-trust failed with exit code 4",
            "no room for bundles"),
        new Failure(
            "initramfs",
            """
            files:
              - path: /etc/dracut.conf.d/90-site.conf
                content: "add_drivers+=\\" nosuchdriver \\"\\n"
              - path: /usr/bin/dracut
                mode: "0755"
                content: "#!/bin/sh\\necho the driver is missing\\nexit 1\\n"
            initramfs: always
            """,
            1,
            ":8:12",
            "rebuild the initramfs: dracut failed with exit code 1",
            "the driver is missing"),
        new Failure(
            "seal",
            """
            remove: [/etc/shells]
            directories: [/etc/shells/local]
            """,
            1,
            ":3:15",
            "directories[0]: /etc/shells: was a file in the base image and is a directory now",
            ""),
        new Failure(
            "check",
            """
            files:
              - path: /etc/cron.d/site
                mode: "0755"
                content: "0 1 * * * root true\\n"
            checks: {failOn: warning}
            """,
            4,
            ":3:5",
            "files[0]: /etc/cron.d/site: crond refuses a file of mode 0755",
            ""));
  }

  /** What needs nothing of the image's programs is told before an appliance is started. */
  static Stream<Failure> failuresOfEdits() {
    return Stream.of(
        new Failure(
            "file",
            """
            edits:
              - {path: /etc/nowhere.conf, key: a, value: b}
            """,
            1,
            ":3:5",
            "edits[0]: ",
            ""),
        new Failure(
            "account",
            """
            users:
              - {name: root, comment: boss, groups: [nobodys]}
            """,
            1,
            ":3:5",
            "users[0]: the image has no group \"nobodys\"",
            ""),
        new Failure(
            "service",
            """
            services:
              masked: [nowhere]
            """,
            1,
            ":3:12",
            "services.masked[0]: ",
            ""));
  }

  private Path recipe(Failure failure) throws Exception {
    return Files.writeString(
        directory.resolve("site.yaml"),
        "apiVersion: node-customize/v1\n"
            + failure
                .recipe()
                .replace("PACKAGES", Requirement.sample("rpms/el9/demo").toString())
                .replace("FILES", Path.of("customizations/files").toAbsolutePath().toString()));
  }

  private ProgramRun.Ended fail(Failure failure) throws Exception {
    Path output = directory.resolve("out.squashfs");
    Path recipe = recipe(failure);
    ProgramRun.Ended ended =
        program()
            .fail(
                failure.exitCode(),
                "apply",
                recipe,
                Requirement.sample("rocky9.squashfs"),
                "-o",
                output);
    assertFalse(Files.exists(output));
    List<String> complaint = ended.complaint();
    if (!failure.where().isEmpty()) {
      assertTrue(
          complaint.get(0).startsWith(recipe + failure.where() + ": error: "),
          complaint.toString());
    }
    assertTrue(complaint.get(0).contains(failure.message()), complaint.toString());
    assertTrue(
        failure.log().isEmpty()
            || complaint.stream().skip(1).anyMatch(line -> line.contains(failure.log())),
        complaint.toString());
    return ended;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void itLeavesNoOutputAndIsNamedWithItsLog(Failure failure) throws Exception {
    assertTrue(fail(failure).err().contains("start the appliance"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfEdits")
  void anEditIsRefusedBeforeAnythingStarts(Failure failure) throws Exception {
    ProgramRun.Ended ended = fail(failure);
    assertFalse(ended.err().contains("start the appliance"), ended.err());
    assertEquals(1, ended.exitCode());
  }
}

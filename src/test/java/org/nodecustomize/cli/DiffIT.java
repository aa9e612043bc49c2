package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Differences that other programs made, found by the program from the command line. */
class DiffIT extends ProgramRuns {
  private static List<String> lines(Object list, String... names) {
    return ((List<?>) list)
        .stream()
            .map(
                one ->
                    String.join(
                        " ",
                        List.of(names).stream()
                            .map(name -> String.valueOf(((Map<?, ?>) one).get(name)))
                            .toList()))
            .toList();
  }

  private Map<String, Object> json(int exitCode, Path before, Path after) throws Exception {
    ProgramRun.Ended ended = program().run("diff", "--format", "json", before, after);
    assertEquals(exitCode, ended.exitCode(), ended::err);
    return Json.object(ended.out());
  }

  @Test
  void anImageIsTheSameAsItself() throws Exception {
    Path sample = Requirement.sample("rocky9.squashfs");
    ProgramRun.Ended ended = program().succeed("diff", "-q", sample, sample);
    assertEquals("--- %s%n+++ %s%n%nno difference%n".formatted(sample, sample), ended.out());
  }

  @Test
  void whatDebugfsChangesIsFoundAndNothingElse() throws Exception {
    Requirement.programs("debugfs");
    Path sample = Requirement.sample("centos7.squashfs");
    Path before = HostTools.inner(sample, directory.resolve("before"));
    Path after = HostTools.inner(sample, directory.resolve("after"));
    Path content = Files.writeString(directory.resolve("shells"), "/bin/sh\n/bin/bash\n/bin/zsh\n");
    Path requests =
        Files.write(
            directory.resolve("requests"),
            List.of(
                "rm /etc/shells",
                "cd /etc",
                "write " + content + " shells",
                "cd /",
                "sif /etc/shells mode 0100644",
                "sif /etc/hosts mode 0100600",
                "sif /etc/fstab uid 5",
                "sif /etc/fstab gid 70000",
                "sif /etc/issue mtime 20200101000000",
                "ea_set /etc/motd security.selinux system_u:object_r:etc_t:s0",
                "ea_set /etc/motd user.note planted",
                "rm /etc/ld.so.cache",
                "cd /etc/systemd/system",
                "symlink planted.service /dev/null",
                "mkdir /opt/planted",
                "cd /opt/planted",
                "mknod pipe p",
                "mknod disk b 8 17"));
    HostTools.run("debugfs", "-w", "-f", requests, after);
    Map<String, Object> report = json(1, before, after);
    assertEquals(
        List.of(
            "changed /etc/fstab",
            "changed /etc/hosts",
            "changed /etc/motd",
            "changed /etc/shells",
            "added /etc/systemd/system/planted.service",
            "added /opt/planted",
            "added /opt/planted/disk",
            "added /opt/planted/pipe"),
        lines(Json.member(report, "files"), "change", "path"));
    List<?> files = (List<?>) Json.member(report, "files");
    assertEquals(
        List.of("owner 0:0 5:70000"),
        lines(Json.member(files.get(0), "details"), "name", "before", "after"));
    assertEquals(
        List.of("mode 0644 0600"),
        lines(Json.member(files.get(1), "details"), "name", "before", "after"));
    assertEquals(
        List.of("label null system_u:object_r:etc_t:s0", "xattr user.note null 706c616e746564"),
        lines(Json.member(files.get(2), "details"), "name", "before", "after"));
    assertEquals(
        List.of(
            "@@ -1,4 +1,3 @@",
            " /bin/sh",
            " /bin/bash",
            "-/usr/bin/sh",
            "-/usr/bin/bash",
            "+/bin/zsh"),
        Json.member(files.get(3), "text"));
    assertEquals(
        List.of("type null block device", "mode null 0000", "owner null 0:0", "device null 8:17"),
        lines(Json.member(files.get(6), "details"), "name", "before", "after"));
    assertEquals(
        List.of("planted.service null masked"),
        lines(Json.member(report, "services"), "name", "before", "after"));
    assertEquals(List.of(), Json.member(report, "packages"));
    assertEquals(List.of(), Json.member(report, "container"));
    Map<?, ?> noise = (Map<?, ?>) Json.member(report, "noise");
    assertEquals(Optional.of(1), Optional.ofNullable(noise.get("caches")), noise::toString);
    assertTrue(noise.containsKey("times"), noise::toString);
  }

  @Test
  void anAddedPackageIsFoundWithItsFiles() throws Exception {
    Path before = Requirement.sample("centos7.squashfs");
    Path after = directory.resolve("after.squashfs");
    Path rpm = Requirement.data("rpms/el7-extra/time-1.7-45.el7.x86_64.rpm");
    program().succeed("add-rpm", "-q", rpm, before, "-o", after);
    Map<String, Object> report = json(1, before, after);
    assertEquals(
        List.of("added null time-1.7-45.el7.x86_64"),
        lines(Json.member(report, "packages"), "change", "before", "after"));
    // The sample image is configured to leave documentation out.
    assertEquals(
        List.of("added /usr/bin/time time", "changed /usr/share/imgbase/build/meta/nvr null"),
        lines(Json.member(report, "files"), "change", "path", "package"));
    assertEquals(List.of(), Json.member(report, "container"));
    String nvr = "ovirt-node-ng-4.3.10-0.20200626.0";
    assertEquals(
        List.of("nvr " + nvr + " " + nvr + ".custom.1"),
        lines(Json.member(report, "system"), "name", "before", "after"));
    assertEquals(List.of(), Json.member(report, "accounts"));

    Map<String, Object> back = json(1, after, before);
    assertEquals(
        List.of("removed time-1.7-45.el7.x86_64 null"),
        lines(Json.member(back, "packages"), "change", "before", "after"));
  }

  @Test
  void whatIsNoImageIsRefused() throws Exception {
    Path sample = Requirement.sample("centos7.squashfs");
    Path other = Files.writeString(directory.resolve("other"), "text");
    ProgramRun.Ended ended = program().fail(5, "diff", "-q", sample, other);
    assertTrue(ended.err().startsWith(other + ": error: not an image"), ended::err);
    assertEquals(2, program().run("diff", "-q", sample, directory.resolve("no")).exitCode());
  }
}

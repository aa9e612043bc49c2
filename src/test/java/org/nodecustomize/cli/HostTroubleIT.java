package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Machines that lack something: exit code 6, what is missing, and how to get it. */
class HostTroubleIT {
  @TempDir Path directory = Path.of("");
  private Path image = Path.of("");
  private Path agent = Path.of("");
  private Path small = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    image = Requirement.sample("centos7.squashfs");
    agent = Requirement.sample("rpms/el7/demo/nc-demo-agent-1.0-1.el7.noarch.rpm");
    small = Files.createDirectory(directory.resolve("small"));
  }

  /** A file system of a few megabytes; only root can mount one. */
  private void mountSmall(String size) throws IOException, InterruptedException {
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", small.toString())
            .inheritIO()
            .start();
    assumeTrue(mount.waitFor() == 0, "needs to mount");
  }

  @AfterEach
  void unmount() throws IOException {
    if (Files.readString(Path.of("/proc/mounts")).contains(" " + small + " ")) {
      HostTools.run("umount", "--lazy", small);
    }
  }

  @Test
  void tooLittleMemoryIsTold() throws Exception {
    ProgramRun.Ended ended = new ProgramRun(directory).jvm("-Xmx12m").fail(6, "check", "-q", image);
    assertEquals("", ended.out());
    assertTrue(
        ended
            .err()
            .matches(
                """
                error: java has no more memory than 1[0-9.]+ MiB, which this needs
                hint: give it more: NODE_CUSTOMIZE_JAVA_OPTS=-Xmx2g node-customize \\.\\.\\.
                """),
        ended::err);
  }

  @Test
  void aWorkDirectoryWithoutRoomIsNamed() throws Exception {
    mountSmall("3M");
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended =
        new ProgramRun(small).fail(6, "add-rpm", "--allow-unsigned", agent, image, "-o", output);
    List<String> said = ended.complaint();
    assertEquals(2, said.size(), ended::err);
    assertTrue(
        said.get(0).matches(small + "/node-customize-[0-9]+/run-[0-9a-f]+: error: no space left.*"),
        ended::err);
    assertEquals("hint: name a directory with room: TMPDIR=DIR node-customize ...", said.get(1));
    assertFalse(Files.exists(output));
  }

  @Test
  void aWorkDirectoryThatFillsUpMeanwhileEndsTheRun() throws Exception {
    mountSmall("20M");
    Path recipe =
        Files.writeString(
            directory.resolve("site.yaml"),
            """
            apiVersion: node-customize/v1
            scripts:
              offline:
                - name: fill
                  content: |
                    #!/bin/sh
                    head -c 40000000 /dev/urandom > /usr/share/large && sync
            """);
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended = new ProgramRun(small).fail(6, "apply", recipe, image, "-o", output);
    List<String> said = ended.complaint();
    assertEquals(2, said.size(), ended::err);
    assertTrue(
        said.get(0)
            .matches(
                small
                    + "/node-customize-[0-9]+/run-[0-9a-f]+: error: cannot write the overlay file:"
                    + " No space left on device"),
        ended::err);
    assertEquals("hint: name a directory with room: TMPDIR=DIR node-customize ...", said.get(1));
    assertFalse(Files.exists(output));
  }

  @Test
  void anOutputDirectoryWithoutRoomIsNamed() throws Exception {
    mountSmall("8M");
    Path work = Files.createDirectory(directory.resolve("work"));
    Path output = small.resolve("out.squashfs");
    ProgramRun.Ended ended =
        new ProgramRun(work).fail(6, "add-rpm", "--allow-unsigned", agent, image, "-o", output);
    assertTrue(ended.complaint().get(0).contains(small.toString()), ended::err);
    try (Stream<Path> left = Files.list(small)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aMissingLibguestfsIsNamedWithItsPackage() throws Exception {
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.writeString(small.resolve("libguestfs.so.0"), "not a library");
    ProgramRun.Ended ended =
        new ProgramRun(work)
            .with("LD_LIBRARY_PATH", small.toString())
            .jvm("-Djna.platform.library.path=" + small)
            .fail(6, "add-rpm", "--allow-unsigned", agent, image, "-o", directory.resolve("out"));
    assertEquals(
        "error: libguestfs is not installed: cannot load 'libguestfs.so.0'",
        ended.complaint().get(0));
    assertTrue(ended.err().contains("apt install libguestfs0"), ended::err);
    assertTrue(ended.err().contains("dnf install libguestfs"), ended::err);
  }
}

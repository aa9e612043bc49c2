package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;
import org.nodecustomize.squashfs.SquashfsTools;

/** {@code ls} and {@code cat} from the command line. */
class LookIT {
  @TempDir Path directory = Path.of("");

  private ProgramRun program() throws IOException {
    return new ProgramRun(Files.createDirectories(directory.resolve("work")));
  }

  private Path image(String... commands) throws IOException {
    Requirement.programs("mke2fs", "debugfs");
    Path tree = Files.createDirectories(directory.resolve("tree/LiveOS"));
    Path content = Files.createDirectories(directory.resolve("content/etc"));
    Files.writeString(content.resolve("passwd"), "root:x:0:0::/:\nalice:x:1000:100::/:\n");
    Files.write(content.resolve("bytes"), new byte[] {0, 1, (byte) 0xff, 27, '[', 'm'});
    Path inner = tree.resolve("rootfs.img");
    try (RandomAccessFile raw = new RandomAccessFile(inner.toFile(), "rw")) {
      raw.setLength(16 << 20);
    }
    SquashfsTools.run(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-d",
        directory.resolve("content").toString(),
        inner.toString());
    Path script = directory.resolve("script");
    Files.write(script, List.of(commands));
    SquashfsTools.run("debugfs", "-w", "-f", script.toString(), inner.toString());
    return SquashfsTools.pack(
        directory.resolve("tree"), directory.resolve("image"), "-comp", "gzip");
  }

  @Test
  void aDirectoryIsListedWithTheNamesOfTheImage() throws Exception {
    Path image =
        image(
            "set_inode_field etc/passwd uid 1000",
            "set_inode_field etc/passwd gid 100",
            "set_inode_field etc/bytes gid 100",
            "set_inode_field etc/passwd mtime @1700000000",
            "set_inode_field etc/bytes mtime @1600000000",
            "set_inode_field etc/bytes uid 12345",
            "ea_set etc/passwd security.selinux system_u:object_r:passwd_file_t:s0");
    assertEquals("bytes\npasswd\n", program().succeed("ls", "-q", "/etc", image).out());
    assertEquals(
        """
        -rw-r--r-- 1 12345 100 ? 6 2020-09-13 12:26 bytes
        -rw-r--r-- 1 alice 100 system_u:object_r:passwd_file_t:s0 36 2023-11-14 22:13 passwd
        """,
        program().succeed("ls", "-lq", "/etc", image).out().replaceAll(" +", " "));
    Map<String, Object> json =
        Json.object(program().succeed("ls", "--format", "json", "/etc/passwd", image).out());
    List<?> entries = (List<?>) json.getOrDefault("entries", List.of());
    Map<?, ?> entry = (Map<?, ?>) entries.get(0);
    assertEquals("alice", entry.get("owner"));
    assertEquals("0644", entry.get("mode"));
    assertEquals("2023-11-14T22:13:20Z", entry.get("modified"));
  }

  @Test
  void aFileIsWrittenByteByByte() throws Exception {
    Path image = image("symlink link etc/bytes");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Program(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of())
            .run("cat", "-q", "/link", image.toString());
    assertEquals(0, code, err::toString);
    assertArrayEquals(new byte[] {0, 1, (byte) 0xff, 27, '[', 'm'}, out.toByteArray());
  }

  @Test
  void whatIsNotThereIsTold() throws Exception {
    Path image = image("symlink broken nowhere");
    assertFailure(
        1, "/etc/x: error: no such file or directory in the image\n", "ls", "/etc/x", image);
    assertFailure(
        1, "/broken: error: the link leads nowhere (\"nowhere\")\n", "cat", "/broken", image);
    assertFailure(1, "/etc: error: not a regular file\n", "cat", "/etc", image);
    assertFailure(
        2,
        """
        PATH: error: expected an absolute path in the image but was "etc"
        hint: the path comes before the image: node-customize ls /etc IMAGE
        """,
        "ls",
        "etc",
        image);
  }

  private void assertFailure(int code, String message, String command, String path, Path image)
      throws Exception {
    ProgramRun.Ended ended = program().run(command, "-q", path, image);
    assertEquals(code, ended.exitCode(), ended::err);
    assertEquals(message, ended.err());
    assertEquals("", ended.out());
  }

  @Test
  void aStageIsToldOnce() throws Exception {
    Path image = image("set_inode_field etc/passwd uid 0");
    for (Object[] args :
        List.of(
            new Object[] {"inspect", image},
            new Object[] {"ls", "/etc", image},
            new Object[] {"check", image})) {
      List<String> stages =
          program().run(args).err().lines().filter(line -> line.endsWith(" ...")).toList();
      assertEquals(stages.stream().distinct().toList(), stages);
      assertTrue(stages.contains("read the image ..."), stages::toString);
    }
  }

  @Test
  void aDamagedInodeIsTold() throws Exception {
    Path image = image("set_inode_field etc/passwd mode 0");
    ProgramRun.Ended ended = program().run("ls", "-q", "/etc", image);
    assertEquals(5, ended.exitCode(), ended::err);
    assertTrue(ended.err().contains("rootfs.img: error: bad file system: inode "), ended::err);
    assertTrue(ended.err().endsWith("hint: get the image again\n"), ended::err);
  }

  @Test
  void anApplianceReadsWhatWeCannot() throws Exception {
    Requirement.programs("qemu-system-x86_64");
    // A journal that needs recovery and has nothing in it.
    Path image = image("feature needs_recovery", "dirty");
    ProgramRun.Ended listed = program().succeed("ls", "-v", "/etc", image);
    assertEquals("bytes\npasswd\n", listed.out());
    assertTrue(
        listed.err().contains("because its journal holds changes that are not in place yet"),
        listed::err);
  }
}

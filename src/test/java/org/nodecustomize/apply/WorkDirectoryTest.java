package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.HostException;

@Timeout(120)
class WorkDirectoryTest {
  @TempDir Path base = Path.of("");

  /** A run in a process of its own: locks are the process's. */
  static final class Child {
    private Child() {}

    /** Argument: the base. Tells its directory and waits for the end of its input. */
    public static void main(String[] args) throws IOException {
      try (WorkDirectory work = WorkDirectory.open(Path.of(args[0]))) {
        Path output = Path.of(args[0], "image");
        OutputFile file = OutputFile.begin(output, false, work);
        Files.writeString(file.temporary(), "half");
        Files.writeString(work.socketDirectory().resolve("socket"), "");
        System.out.println(work.path());
        System.out.println(work.socketDirectory());
        System.out.flush();
        while (System.in.read() >= 0) {
          // The test closes the stream, or kills.
        }
        file.close();
      }
    }
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            base.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path told(Process child) throws IOException {
    return Path.of(
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))
            .readLine());
  }

  @Test
  void aDeepDirectoryHasAShortOneForSocketsThatGoesToo() throws Exception {
    base = Files.createDirectories(base.resolve("a-rather-long-name-of-a-directory".repeat(4)));
    Path sockets;
    try (WorkDirectory work = WorkDirectory.open(base)) {
      sockets = work.socketDirectory();
      assertEquals(sockets, work.socketDirectory());
      assertFalse(sockets.startsWith(base));
      assertTrue(sockets.toString().length() <= 77, sockets::toString);
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)));
      Files.writeString(sockets.resolve("socket"), "");
    }
    assertFalse(Files.exists(sockets));

    Process child = child();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    Path dead = Path.of(out.readLine());
    Path left = Path.of(out.readLine());
    child.destroyForcibly().waitFor();
    assertTrue(Files.exists(left.resolve("socket")));
    Path other = Files.createDirectory(base.resolve("other"));
    WorkDirectory.open(base).close();
    assertFalse(Files.exists(dead));
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(other));
  }

  @Test
  void anotherPlaceInADeadRunsNoteIsLeftAlone() throws Exception {
    Process child = child();
    Path dead = told(child);
    Path precious = Files.createDirectory(base.resolve("precious"));
    Files.writeString(dead.resolve("short-directory"), precious.toString());
    child.destroyForcibly().waitFor();
    WorkDirectory.open(base).close();
    assertFalse(Files.exists(dead));
    assertTrue(Files.exists(precious));
  }

  private Path own() throws IOException {
    return base.resolve("node-customize-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theDirectoryIsPrivateAndGoesWithTheRun() throws IOException {
    try (WorkDirectory work = WorkDirectory.open(base)) {
      assertEquals(own(), work.path().getParent());
      for (Path path : List.of(own(), work.path(), work.makeDirectory("inner"))) {
        assertEquals(
            "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
      Files.writeString(work.resolve("inner/file"), "x");
    }
    assertEquals(List.of(), list(own()));
  }

  @Test
  void twoRunsHaveTwoDirectories() {
    try (WorkDirectory one = WorkDirectory.open(base);
        WorkDirectory other = WorkDirectory.open(base)) {
      assertNotEquals(one.path(), other.path());
      assertTrue(Files.exists(one.path()));
      assertTrue(Files.exists(other.path()));
    }
  }

  @Test
  void aKilledRunsFilesAreRemovedByTheNextOne() throws Exception {
    Process child = child();
    Path dead = told(child);
    Path precious = Files.writeString(base.resolve("precious"), "x");
    Path directory = Files.createDirectory(base.resolve("directory"));
    Files.writeString(directory.resolve("file"), "x");
    Files.createSymbolicLink(dead.resolve("link"), precious);
    Files.createSymbolicLink(dead.resolve("directory-link"), directory);
    child.destroyForcibly().waitFor();
    assertTrue(Files.exists(dead));
    assertEquals(1, unfinished());
    try (WorkDirectory work = WorkDirectory.open(base)) {
      assertFalse(Files.exists(dead));
      assertEquals(0, unfinished());
      assertEquals(2, list(own()).size(), "our directory and our lock: " + list(own()));
      assertTrue(Files.exists(work.path()));
    }
    assertEquals("x", Files.readString(precious));
    assertEquals("x", Files.readString(directory.resolve("file")));
  }

  private long unfinished() throws IOException {
    return list(base).stream().filter(OutputFile::isTemporary).count();
  }

  @Test
  void aLiveRunsFilesAreKept() throws Exception {
    Process child = child();
    Path live = told(child);
    try (WorkDirectory work = WorkDirectory.open(base)) {
      assertTrue(Files.exists(work.path()));
      assertTrue(Files.exists(live));
      assertEquals(1, unfinished());
    }
    assertTrue(Files.exists(live));
    child.getOutputStream().close();
    assertEquals(0, child.waitFor());
    assertEquals(List.of(), list(own()));
    assertEquals(0, unfinished());
  }

  @Test
  void aSecondDirectoryOfOneProcessLeavesTheFirstItsLock() throws Exception {
    try (WorkDirectory first = WorkDirectory.open(base);
        WorkDirectory second = WorkDirectory.open(base)) {
      Process other = child();
      Path opened = told(other);
      assertTrue(Files.exists(opened));
      assertTrue(Files.exists(first.path()));
      assertTrue(Files.exists(second.path()));
      other.getOutputStream().close();
      assertEquals(0, other.waitFor());
    }
    assertEquals(List.of(), list(own()));
  }

  @Test
  void aDeadRunsNoteOfAnotherFileRemovesNothing() throws Exception {
    Process child = child();
    Path dead = told(child);
    child.destroyForcibly().waitFor();
    Path precious = Files.writeString(base.resolve("precious.squashfs"), "x");
    for (String note : List.of(precious.toString(), "", "\0")) {
      Files.createDirectories(dead);
      Files.writeString(own().resolve(dead.getFileName() + ".lock"), "");
      Files.writeString(dead.resolve("unfinished-output"), note);
      WorkDirectory.open(base).close();
      assertFalse(Files.exists(dead));
      assertTrue(Files.exists(precious));
    }
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    Files.createDirectory(own());
    assumeTrue(Files.getAttribute(own(), "unix:uid").equals(0), "only root can give files away");
    Files.setAttribute(own(), "unix:uid", 12345);
    assertEquals(
        own()
            + ": belongs to somebody else\n"
            + "hint: name a directory of your own: TMPDIR=DIR node-customize ...\n",
        Problems.of(HostException.class, () -> WorkDirectory.open(base)));
  }

  @Test
  void aBaseThatIsNotThereIsToldWithAWayOut() {
    Path missing = base.resolve("no");
    String text = Problems.of(HostException.class, () -> WorkDirectory.open(missing));
    assertTrue(text.startsWith(missing + ": cannot make a work directory: "), text);
    assertTrue(text.endsWith("hint: name a directory with room: TMPDIR=DIR node-customize ...\n"));
  }
}

package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.proc.Cancellation;

class OutputFileTest {
  @TempDir Path directory;
  private final Cancellation cancellation = new Cancellation();
  private Path output;
  private WorkDirectory work;

  @BeforeEach
  void open() throws IOException {
    work = WorkDirectory.open(Files.createDirectory(directory.resolve("work")));
    output = Files.createDirectory(directory.resolve("out")).resolve("image.squashfs");
  }

  @AfterEach
  void close() {
    work.close();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(output.getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theOutputAppearsWholeUnderItsNameAlone() throws IOException {
    try (OutputFile file = OutputFile.begin(output, false, work)) {
      assertEquals(List.of(), names());
      Files.writeString(file.temporary(), "whole");
      assertTrue(OutputFile.isTemporary(file.temporary()));
      assertFalse(Files.exists(output));
      file.publish(cancellation);
    }
    assertEquals(List.of("image.squashfs"), names());
    assertEquals("whole", Files.readString(output));
  }

  @Test
  void anInterruptionComesBeforeTheOutputAppearsOrAfterIt() throws IOException {
    try (OutputFile file = OutputFile.begin(output, false, work)) {
      Files.writeString(file.temporary(), "whole");
      Cancellation early = new Cancellation();
      early.cancel();
      assertThrows(RunInterruptedException.class, () -> file.publish(early));
      assertFalse(early.isCommitted());
      assertFalse(Files.exists(output));
      file.publish(cancellation);
      cancellation.cancel();
      assertTrue(cancellation.isCommitted());
    }
    assertEquals(List.of("image.squashfs"), names());
  }

  @Test
  void anUnfinishedOutputIsRemoved() throws IOException {
    try (OutputFile file = OutputFile.begin(output, false, work)) {
      Files.writeString(file.temporary(), "half");
      assertEquals(1, names().size());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void whatSomebodyElseMadeMeanwhileIsNotOverwritten() throws IOException {
    try (OutputFile file = OutputFile.begin(output, false, work)) {
      Files.writeString(file.temporary(), "ours");
      Files.writeString(output, "theirs");
      assertEquals(
          output + ": was made by somebody else meanwhile\nhint: replace it with --force\n",
          Problems.of(UsageException.class, () -> file.publish(cancellation)));
    }
    assertEquals("theirs", Files.readString(output));
    assertEquals(List.of("image.squashfs"), names());
  }

  @Test
  void anExistingOutputIsReplacedOnlyWhereThatIsWanted() throws IOException {
    Files.writeString(output, "old");
    try (OutputFile file = OutputFile.begin(output, true, work)) {
      Files.writeString(file.temporary(), "new");
      assertEquals("old", Files.readString(output));
      file.publish(cancellation);
    }
    assertEquals("new", Files.readString(output));
    assertEquals(List.of("image.squashfs"), names());
  }

  @Test
  void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
    Path real = Files.writeString(directory.resolve("real.squashfs"), "old");
    Files.createSymbolicLink(output, Path.of("../real.squashfs"));
    try (OutputFile file = OutputFile.begin(output, true, work)) {
      Files.writeString(file.temporary(), "new");
      file.publish(cancellation);
    }
    assertTrue(Files.isSymbolicLink(output));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void theLongestNameIsPossible() throws IOException {
    Path longest = output.resolveSibling("x".repeat(255));
    try (OutputFile file = OutputFile.begin(longest, false, work)) {
      Files.writeString(file.temporary(), "x");
      file.publish(cancellation);
    }
    assertTrue(Files.exists(longest));
  }

  @Test
  void whatSpeaksAgainstAnOutputIsToldBefore() throws IOException {
    assertEquals("", Problems.text(OutputFile.problems(output, false)));
    Files.writeString(output, "old");
    assertEquals("", Problems.text(OutputFile.problems(output, true)));
    assertEquals(
        output
            + ": exists already\n"
            + "hint: replace it with --force, or choose another name with -o FILE\n",
        Problems.text(OutputFile.problems(output, false)));
    assertEquals(
        directory + ": expected a file to write but was a directory\n",
        Problems.text(OutputFile.problems(directory, true)));
    assertEquals(
        directory + "/no: no such directory\nhint: make it: mkdir -p " + directory + "/no\n",
        Problems.text(OutputFile.problems(directory.resolve("no/x"), false)));
  }

  @Test
  void aLinkToNowhereExists() throws IOException {
    Files.createSymbolicLink(output, Path.of("nowhere"));
    assertEquals(1, OutputFile.problems(output, false).size());
  }

  @Test
  void aDirectoryThatMayNotBeWrittenIsTold() throws IOException {
    Files.setPosixFilePermissions(output.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(output.getParent()), "root writes everywhere");
    assertEquals(
        output.getParent()
            + ": the output directory is not writable\nhint: choose another one with -o FILE\n",
        Problems.text(OutputFile.problems(output, false)));
  }

  @ParameterizedTest
  @CsvSource({
    "ovirt-node.squashfs.img, ovirt-node-custom.squashfs.img",
    "a.squashfs, a-custom.squashfs",
    "a.img, a-custom.img",
    "a.b.c, a.b.c-custom.squashfs",
    ".img, .img-custom.squashfs",
    ".squashfs.img, .squashfs-custom.img"
  })
  void theNameOfTheOutputIsMadeOfTheInputs(String input, String name) {
    OutputPolicy policy = new OutputPolicy(Optional.empty(), false, false);
    assertEquals(Path.of("dir", name), policy.resolve(Path.of("dir", input)));
    assertEquals(Path.of(name), policy.resolve(Path.of(input)));
  }

  @Test
  void aGivenNameOrTheInputItselfIsTaken() {
    Path input = Path.of("a.img");
    assertEquals(
        Path.of("b"), new OutputPolicy(Optional.of(Path.of("b")), false, false).resolve(input));
    assertEquals(input, new OutputPolicy(Optional.empty(), true, false).resolve(input));
  }
}

package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ProgramRun;

/** Tests that run the whole program, in a directory of their own, of which it must leave nothing. */
abstract class ProgramRuns {
  /** For inputs and outputs. */
  @TempDir Path directory = Path.of("");

  private Path work = Path.of("");

  @BeforeEach
  void makeWorkDirectory() throws IOException {
    work = Files.createDirectory(directory.resolve("work"));
  }

  @AfterEach
  void leaveNothing() throws IOException {
    program().requireNothingLeft();
  }

  /** The program, not yet run; it makes its work directories in {@code work}. */
  ProgramRun program() {
    return new ProgramRun(work);
  }
}

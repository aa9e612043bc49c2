package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The program in the process of the test, for command lines that it refuses. */
final class InProcess {
  private InProcess() {}

  /**
   * What a wrong command line is told on standard error; it must give no result, and exit code 2.
   *
   * @param args in which {@code @} stands for the directory, as it does in the answer
   */
  static String refusal(Path directory, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words =
        Arrays.stream(args).map(arg -> arg.replace("@", directory + "/")).toArray(String[]::new);
    int code =
        new Program(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of())
            .run(words);
    String told = err.toString(StandardCharsets.UTF_8);
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertEquals(2, code, told);
    return told.replace(directory + "/", "@");
  }
}

package org.nodecustomize.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.nodecustomize.apply.Recompression;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.report.ByteSizes;
import org.nodecustomize.report.EventJson;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The program: from arguments to an exit code. The only place that catches everything. */
final class Program {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  Program(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** Runs a command line and gives the exit code of the process. */
  int run(String... args) {
    Terminal terminal = Terminal.of(out, err, environment);
    CommandLine line = new CommandLine(new RootCommand(terminal));
    line.registerConverter(ByteSize.class, ByteSize::parse);
    line.registerConverter(Recompression.class, Program::recompression);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(failure, parsed.originalArgs(), terminal));
    line.setParameterExceptionHandler((failure, given) -> misused(failure, given, terminal));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return outOfMemory(List.of(args), terminal);
    }
  }

  private static Recompression recompression(String text) {
    try {
      return Recompression.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private static int failed(Exception failure, List<String> given, Terminal terminal) {
    if (failure instanceof CustomizeException known) {
      tell(known.exitCode(), known.problems(), given, terminal);
      return known.exitCode().code();
    }
    if (lackedMemory(failure)) {
      return outOfMemory(given, terminal);
    }
    terminal.bug(failure);
    return ExitCode.BUG.code();
  }

  /** Also where it was another thread that had no more, whose failure is a cause then. */
  private static boolean lackedMemory(Throwable failure) {
    return failure instanceof OutOfMemoryError
        || (failure.getCause() != null && lackedMemory(failure.getCause()));
  }

  private static int outOfMemory(List<String> given, Terminal terminal) {
    long most = Runtime.getRuntime().maxMemory();
    Problem problem =
        Problem.of("java has no more memory than " + ByteSizes.text(most) + ", which this needs")
            .withHint("give it more: NODE_CUSTOMIZE_JAVA_OPTS=-Xmx2g node-customize ...");
    tell(ExitCode.HOST, List.of(problem), given, terminal);
    return ExitCode.HOST.code();
  }

  private static int misused(ParameterException failure, String[] given, Terminal terminal) {
    List<Problem> problems = List.of(new Misuse(failure).problem());
    tell(ExitCode.USAGE, problems, List.of(given), terminal);
    return ExitCode.USAGE.code();
  }

  private static void tell(
      ExitCode code, List<Problem> problems, List<String> given, Terminal terminal) {
    if (asksForJson(given)) {
      terminal.err().println(EventJson.failure(code, problems));
    } else {
      terminal.problems(problems);
    }
  }

  /** The line could not be parsed, so its words are looked at as they are. */
  private static boolean asksForJson(List<String> given) {
    String line = " " + String.join(" ", given) + " ";
    return line.contains(" --format json ") || line.contains(" --format=json ");
  }
}

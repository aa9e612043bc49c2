package org.nodecustomize.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.nodecustomize.diag.ExitCode;

/** Entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Numbers and words are the same everywhere; scripts read them.
    Locale.setDefault(Locale.ROOT);
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (thread, failure) -> {
              failure.printStackTrace(err);
              err.flush();
              // Java's own exit code for this is 1, which means something else here.
              Runtime.getRuntime().halt(ExitCode.BUG.code());
            });
    System.exit(new Program(out, err, System.getenv()).run(args));
  }

  /** In the C locale, as build machines have it, Java would print question marks. */
  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), false, StandardCharsets.UTF_8);
  }
}

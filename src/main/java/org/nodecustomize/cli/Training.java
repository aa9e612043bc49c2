package org.nodecustomize.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Not a command of the program: does a little of everything that only looks, so that a JVM that
 * archives the classes that it has loaded ({@code -XX:ArchiveClassesAtExit}) archives those that
 * such commands need. Started by scripts/archive-classes.
 */
final class Training {
  private static final List<String> QUESTIONS = List.of("inspect", "check", "ls /", "cat /etc/os-release");

  private Training() {}

  /**
   * Trains.
   *
   * @param args an image, or nothing where none could be made
   */
  public static void main(String[] args) throws IOException {
    loadOwnClasses();
    run("--help");
    run("rules");
    for (String image : args) {
      for (String question : QUESTIONS) {
        run((question + " " + image).split(" ", -1));
      }
      run("diff", image, image);
    }
  }

  private static void run(String... words) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new Program(nowhere, nowhere, Map.of()).run(words);
  }

  /** The class path begins with the program's own jar. */
  private static void loadOwnClasses() throws IOException {
    String jar = System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0];
    try (JarFile own = new JarFile(jar)) {
      own.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("org/nodecustomize/") && name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .forEach(Training::load);
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, Training.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // A class that cannot be loaded is not archived, that is all.
      return;
    }
  }
}

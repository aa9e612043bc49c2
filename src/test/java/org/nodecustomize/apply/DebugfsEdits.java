package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Turns the steps of a planted defect into a script of debugfs. */
final class DebugfsEdits {
  private static final String NVR = "/usr/share/imgbase/build/meta/nvr";
  private static final String FACTORY = "/usr/share/factory";

  private final Path original;
  private final Path directory;
  private final String kernel;
  private int files;

  /**
   * For one image.
   *
   * @param original the image without defects
   * @param directory for the contents of files
   */
  DebugfsEdits(Path original, Path directory, String kernel) {
    this.original = original;
    this.directory = directory;
    this.kernel = kernel;
  }

  /** Writes a script. */
  Path script(List<String> steps) throws IOException {
    List<String> lines = new ArrayList<>();
    Set<String> made = new HashSet<>();
    if (!steps.contains("keep-nvr")) {
      put(NVR, new String(content(NVR), StandardCharsets.UTF_8) + ".site.1", lines, made);
    }
    for (String step : steps) {
      String plain = step.replace("$K", kernel);
      if (plain.startsWith("both ")) {
        step(plain.substring(5), "", lines, made);
        step(plain.substring(5), FACTORY, lines, made);
      } else {
        step(plain, "", lines, made);
      }
    }
    // What undoes the last defect leaves the mark that the file system is to be checked.
    lines.add("ssv state 1");
    return Files.write(directory.resolve("script"), lines);
  }

  private void step(String step, String prefix, List<String> lines, Set<String> made)
      throws IOException {
    List<String> words = List.of(step.split(" ", 3));
    String path = prefix + (words.size() > 1 ? words.get(1) : "");
    String rest = words.size() > 2 ? words.get(2) : "";
    switch (words.get(0)) {
      case "keep-nvr" -> {
        return;
      }
      case "put" -> put(path, rest.replace("\\n", "\n"), lines, made);
      case "append" -> put(path, text(path) + rest.replace("\\n", "\n"), lines, made);
      case "replace" -> {
        List<String> both = List.of(rest.split(" ", 2));
        put(path, text(path).replace(both.get(0), both.get(1)), lines, made);
      }
      case "flip" -> {
        byte[] bytes = content(path);
        bytes[bytes.length - 2] ^= 1;
        put(path, new String(bytes, StandardCharsets.UTF_8), lines, made);
        lines.add("sif " + path + " mtime @" + modified(path));
      }
      case "remove" -> lines.add("rm " + path);
      case "remove-directory" -> lines.add("rmdir " + path);
      case "mkdir" -> mkdir(path, lines, made);
      case "link" -> {
        parents(path, lines, made);
        if (isThere(path) && !lines.contains("rm " + path)) {
          lines.add("rm " + path);
        }
        in(path, "symlink " + name(path) + " " + rest, lines);
      }
      case "hard" -> {
        lines.add("ln " + rest + " " + path);
        lines.add("sif " + rest + " links_count 2");
      }
      case "mode" -> lines.add("sif " + path + " mode " + mode(path, rest));
      case "owner" -> {
        lines.add("sif " + path + " uid " + rest.split(" ", -1)[0]);
        lines.add("sif " + path + " gid " + rest.split(" ", -1)[1]);
      }
      case "time" -> lines.add("sif " + path + " mtime @" + rest);
      case "fifo" -> in(path, "mknod " + name(path) + " p", lines);
      case "device" -> in(path, "mknod " + name(path) + " " + rest, lines);
      case "superblock" -> lines.add("ssv " + words.get(1) + " " + rest);
      default -> throw new AssertionError("not a step: " + step);
    }
  }

  private void put(String path, String text, List<String> lines, Set<String> made)
      throws IOException {
    parents(path, lines, made);
    Path local = directory.resolve("content" + files++);
    Files.writeString(local, text);
    boolean there = isThere(path);
    String permissions = there ? stat(path, "Mode: ") : "0644";
    if (there && !lines.contains("rm " + path)) {
      lines.add("rm " + path);
    }
    in(path, "write " + local + " " + name(path), lines);
    lines.add("sif " + path + " mode 010" + permissions);
    lines.add("sif " + path + " uid 0");
    lines.add("sif " + path + " gid 0");
  }

  private void mkdir(String path, List<String> lines, Set<String> made) {
    parents(path, lines, made);
    lines.add("mkdir " + path);
    lines.add("sif " + path + " mode 040755");
    made.add(path);
  }

  private void parents(String path, List<String> lines, Set<String> made) {
    String parent = path.substring(0, Math.max(0, path.lastIndexOf('/')));
    boolean directory = parent.isEmpty() || made.contains(parent) || isDirectory(parent);
    if (!directory || lines.contains("rm " + parent)) {
      if (!made.contains(parent)) {
        mkdir(parent, lines, made);
      }
    }
  }

  /** Some commands make names in the current directory alone. */
  private static void in(String path, String command, List<String> lines) {
    lines.add("cd " + path.substring(0, Math.max(1, path.lastIndexOf('/'))));
    lines.add(command);
    lines.add("cd /");
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private String mode(String path, String permissions) {
    String type = isDirectory(path) ? "04" : "010";
    return type + (permissions.length() == 4 ? permissions : permissions.substring(1));
  }

  private boolean isThere(String path) {
    return ask("stat " + path).contains("Inode:");
  }

  private boolean isDirectory(String path) {
    return ask("stat " + path).contains("Type: directory");
  }

  private String stat(String path, String label) {
    String text = ask("stat " + path);
    int at = text.indexOf(label) + label.length();
    return text.substring(at).strip().split("\\s", 2)[0];
  }

  private long modified(String path) {
    String text = ask("stat " + path);
    int at = text.indexOf("mtime: 0x") + "mtime: 0x".length();
    return Long.parseLong(text.substring(at, at + 8), 16);
  }

  private byte[] content(String path) throws IOException {
    Path local = directory.resolve("dumped");
    Files.deleteIfExists(local);
    ask("dump " + path + " " + local);
    return Files.readAllBytes(local);
  }

  private String text(String path) throws IOException {
    return new String(content(path), StandardCharsets.UTF_8);
  }

  private String ask(String request) {
    ProgramResult result =
        new HostProgram(new Cancellation())
            .run(List.of("debugfs", "-R", request, original.toString()), Duration.ofMinutes(1));
    assertTrue(result.succeeded(), result::err);
    return result.out();
  }
}

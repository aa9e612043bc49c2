package org.nodecustomize.site.recipe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** Kinds of text that name files of this machine, relative to the file that names them. */
public final class HostKinds {
  private static final int MOST_NEIGHBOURS = 2000;

  /** A file that is there. */
  public static final TextKind FILE =
      TextKind.free("a file of this machine", (text, at) -> existing(text, at, false));

  /** A directory that is there. */
  public static final TextKind DIRECTORY =
      TextKind.free("a directory of this machine", (text, at) -> existing(text, at, true));

  /** A file that may come to be. */
  public static final TextKind WRITTEN =
      TextKind.free("a file of this machine, which may be missing", HostKinds::written);

  private HostKinds() {}

  /** The path that a text means; the text must have passed its kind's check. */
  static Path resolve(String text, Place at) {
    return at.source().directory().resolve(text).normalize();
  }

  private static Optional<TextKind.Flaw> existing(String text, Place at, boolean directory) {
    Path path;
    try {
      path = resolve(text, at);
    } catch (InvalidPathException e) {
      return flaw(SiteError.BAD_FILE, notAPath(text));
    }
    String kind = directory ? "directory" : "file";
    if (text.isEmpty()) {
      return flaw(SiteError.BAD_FILE, Complaint.of("expected a " + kind + " but was nothing"));
    }
    if (!Files.exists(path)) {
      return flaw(
          SiteError.MISSING_FILE,
          neighbour(path)
              .map(name -> missing(kind, text).hint("did you mean " + Quoted.of(name) + "?"))
              .orElseGet(
                  () ->
                      missing(kind, text)
                          .hint(
                              text.startsWith("~")
                                  ? "write the whole path: the home directory is not filled in"
                                  : beginning(at))));
    }
    if (directory != Files.isDirectory(path) || !(directory || Files.isRegularFile(path))) {
      String was = Files.isDirectory(path) ? "a directory" : "something else";
      return flaw(
          SiteError.BAD_FILE,
          Complaint.of("%s: expected a %s but was %s".formatted(Quoted.of(text), kind, was)));
    }
    return Files.isReadable(path)
        ? Optional.empty()
        : flaw(SiteError.BAD_FILE, Complaint.of(Quoted.of(text) + " cannot be read"));
  }

  private static String beginning(Place at) {
    return at.source().isArgument()
        ? "paths begin from the current directory, " + at.source().directory()
        : "paths begin from the directory of the file that names them";
  }

  /** Java knows no names that the locale cannot spell. */
  private static Complaint notAPath(String text) {
    return Complaint.of(
        Quoted.of(text) + " is not a file name in this locale",
        "set a locale of UTF-8: LC_ALL=C.UTF-8 node-customize ...");
  }

  private static Complaint missing(String kind, String text) {
    return Complaint.of("no such %s: %s".formatted(kind, Quoted.of(text)));
  }

  /** Whether the owner of a file may run it, whoever we are. */
  static boolean isProgram(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
  }

  private static Optional<TextKind.Flaw> flaw(SiteError error, Complaint complaint) {
    return Optional.of(new TextKind.Flaw(error, complaint));
  }

  private static Optional<TextKind.Flaw> written(String text, Place at) {
    try {
      Path path = resolve(text, at);
      if (Files.isDirectory(path)) {
        return flaw(
            SiteError.BAD_FILE,
            Complaint.of(Quoted.of(text) + ": expected a file but was a directory"));
      }
      Path parent = path.getParent();
      String directory = text.substring(0, Math.max(0, text.lastIndexOf('/')));
      return parent != null && Files.isDirectory(parent)
          ? Optional.empty()
          : flaw(
              SiteError.MISSING_FILE, Complaint.of("no such directory: " + Quoted.of(directory)));
    } catch (InvalidPathException e) {
      return flaw(SiteError.BAD_FILE, notAPath(text));
    }
  }

  /** A file beside the missing one that is called nearly the same. */
  private static Optional<String> neighbour(Path missing) {
    Path parent = missing.getParent();
    Path name = missing.getFileName();
    if (parent == null || name == null || !Files.isDirectory(parent)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(parent)) {
      List<String> names =
          files.limit(MOST_NEIGHBOURS).map(file -> String.valueOf(file.getFileName())).toList();
      return Spelling.nearest(name.toString(), names);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The files that a pattern of a file name matches, sorted; empty also where nothing can be read. */
  static List<Path> glob(String text, Place at, int most) {
    int slash = text.lastIndexOf('/');
    String name = text.substring(slash + 1);
    try {
      Path directory = resolve(slash < 0 ? "." : text.substring(0, slash + 1), at);
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, name);
          Stream<Path> files = java.util.stream.StreamSupport.stream(stream.spliterator(), false)) {
        return files.filter(Files::isRegularFile).limit(most).sorted().toList();
      }
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }
}

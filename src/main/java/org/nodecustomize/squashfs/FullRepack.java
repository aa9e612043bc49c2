package org.nodecustomize.squashfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/**
 * Unpacks and packs by {@code unsquashfs} and {@code mksquashfs}: for what the delta
 * cannot do, for instance another compressor, another block size, or a tree made from nothing.
 */
public final class FullRepack {
  /** A slow machine packs some 0.5 MB of xz a second. */
  private static final Duration LIMIT = Duration.ofHours(24);

  /** {@code [=====/     ] 123/767  16%}; the numbers count blocks and inodes. */
  private static final Pattern BAR = Pattern.compile("([0-9]{1,18})/([0-9]{1,18}) +[0-9]{1,3}%");

  private static final Pattern VERSION = Pattern.compile("version ([0-9]{1,3})\\.([0-9]{1,3})");

  /** Thousands are the major number. */
  private static final int FIRST_WITH_ARCHIVES = 4005;

  private static final Path NO_INPUT = Path.of("/dev/null");

  private final HostProgram programs;
  private final OptionalLong sourceDateEpoch;

  /**
   * @param sourceDateEpoch seconds since 1970; where set, the time of the new image, and nothing in
   *     it is younger
   */
  public FullRepack(HostProgram programs, OptionalLong sourceDateEpoch) {
    this.programs = programs;
    this.sourceDateEpoch = sourceDateEpoch;
  }

  /**
   * Unpacks one file; holes stay holes.
   *
   * @param name its path in the image
   * @param target what it shall be called; replaced if it exists. Scratch space is taken in the same
   *     directory
   * @param progress counts blocks
   * @throws ImageException if the image is bad or has no such file
   * @throws HostException if {@code unsquashfs} is missing or the space does not suffice
   */
  public void extract(Path image, String name, Path target, Progress progress) {
    SquashfsEntry entry;
    try (SquashfsImage opened = SquashfsImage.open(image)) {
      entry =
          opened
              .find(name)
              .filter(SquashfsEntry::isFile)
              .orElseThrow(
                  () ->
                      new ImageException(
                          Problem.at(image.toString(), "has no file '" + name + "'")));
    }
    Path scratch = scratchBeside(target, ".unpack");
    try {
      Path tree = scratch.resolve("tree");
      ProgramResult result =
          programs.run(
              List.of(
                  "unsquashfs",
                  "-no-wildcards",
                  "-no-xattrs",
                  "-d",
                  tree.toString(),
                  image.toAbsolutePath().toString(),
                  entry.path()),
              LIMIT,
              Map.of(),
              bar(progress));
      Path unpacked = tree.resolve(entry.path());
      if (!result.succeeded() || !Files.isRegularFile(unpacked)) {
        throw failure(result, "unpack", image);
      }
      Files.move(unpacked, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new HostException(Problem.at(target.toString(), "cannot write: " + e.getMessage()), e);
    } finally {
      remove(scratch);
    }
  }

  /**
   * Packs the content of a directory, everything owned by root.
   *
   * @param output the image; replaced if it exists, on disk when this returns
   * @param arguments compressor, block size and flags as {@code mksquashfs} takes them, for instance
   *     of {@link SquashfsImage#mksquashfsArguments}
   * @param progress counts blocks
   * @throws HostException if {@code mksquashfs} is missing or fails; there is no output then
   */
  public void pack(Path directory, Path output, List<String> arguments, Progress progress) {
    List<String> command = new ArrayList<>(List.of("mksquashfs"));
    command.add(directory.toAbsolutePath().toString());
    command.add(output.toAbsolutePath().toString());
    command.addAll(List.of("-noappend", "-all-root"));
    command.addAll(arguments);
    make(command, NO_INPUT, output, progress);
  }

  /**
   * Packs an archive, which tells owners, devices and extended attributes, so that this needs no
   * root.
   *
   * @param archive a tar archive with numeric owners
   * @param rootAttributes of {@code mksquashfs}, {@code -root-mode} and the like, as it takes
   *     nothing of the archive for the root directory
   * @see #requireArchives
   * @see #pack
   */
  public void packArchive(
      Path archive,
      Path output,
      List<String> rootAttributes,
      List<String> arguments,
      Progress progress) {
    List<String> command = new ArrayList<>(List.of("mksquashfs", "-"));
    command.add(output.toAbsolutePath().toString());
    command.addAll(List.of("-tar", "-noappend"));
    command.addAll(rootAttributes);
    command.addAll(arguments);
    make(command, archive, output, progress);
  }

  /**
   * Refuses a {@code mksquashfs} that cannot read archives, before anything was done in vain.
   *
   * @throws HostException if it is missing or older than 4.5
   */
  public void requireArchives() {
    ProgramResult result = programs.run(List.of("mksquashfs", "-version"), Duration.ofSeconds(20));
    String said = result.out().lines().findFirst().orElse("");
    Matcher matcher = VERSION.matcher(said);
    boolean known = matcher.find();
    int version =
        known ? 1000 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2)) : 0;
    if (version < FIRST_WITH_ARCHIVES) {
      throw new HostException(
          Problem.of(
                  "a flat squashfs is packed by squashfs-tools 4.5 or later but there is "
                      + (known ? matcher.group() : "an unknown version"))
              .withHint("install squashfs-tools of a newer release of this distribution"));
    }
  }

  private void make(List<String> command, Path input, Path output, Progress progress) {
    // mksquashfs refuses its own time options beside this variable, which may be inherited.
    Map<String, String> environment =
        sourceDateEpoch.isPresent()
            ? Map.of("SOURCE_DATE_EPOCH", Long.toString(sourceDateEpoch.getAsLong()))
            : Map.of();
    boolean packed = false;
    try {
      ProgramResult result = programs.run(command, LIMIT, environment, bar(progress), input);
      if (!result.succeeded()) {
        throw failure(result, "pack", output);
      }
      packed = true;
    } finally {
      if (!packed) {
        remove(output);
      }
    }
    try (FileChannel channel = FileChannel.open(output, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new HostException(Problem.at(output.toString(), "cannot write: " + e.getMessage()), e);
    }
  }

  /**
   * Packs one file below a path, for instance {@code LiveOS/rootfs.img}. The file is hard-linked into
   * a scratch directory beside it, not copied.
   *
   * @param name where the file shall be in the image
   * @see #pack
   */
  public void packFile(
      Path file, String name, Path output, List<String> arguments, Progress progress) {
    Path scratch = scratchBeside(file, ".pack");
    try {
      Path place = scratch.resolve(name).normalize();
      if (!place.startsWith(scratch) || place.equals(scratch)) {
        throw new IllegalArgumentException("not a path in an image: " + name);
      }
      Path above = Objects.requireNonNull(place.getParent());
      Files.createDirectories(above);
      Files.createLink(place, file);
      makeReadable(scratch);
      if (sourceDateEpoch.isPresent()) {
        setTimes(scratch);
      }
      List<String> plain = new ArrayList<>(arguments);
      // What the scratch directory's attributes are depends on this machine.
      plain.remove("-no-xattrs");
      plain.add("-no-xattrs");
      pack(scratch, output, plain, progress);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(file.toString(), "cannot link it into a scratch directory: " + e.getMessage())
              .withHint("put the work directory on a file system that has hard links"),
          e);
    } finally {
      remove(scratch);
    }
  }

  /** Scratch directories are private; the directories of an image are not. */
  private static void makeReadable(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private void setTimes(Path tree) throws IOException {
    FileTime time = FileTime.from(sourceDateEpoch.getAsLong(), TimeUnit.SECONDS);
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.filter(Files::isDirectory).toList()) {
        Files.setLastModifiedTime(path, time);
      }
    }
  }

  private static Path scratchBeside(Path path, String prefix) {
    Path directory = path.toAbsolutePath().getParent();
    try {
      return Files.createTempDirectory(directory, prefix);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(
              String.valueOf(directory), "cannot make a scratch directory: " + e.getMessage()),
          e);
    }
  }

  private static Consumer<String> bar(Progress progress) {
    return line -> {
      Matcher matcher = BAR.matcher(line);
      if (matcher.find()) {
        long total = Long.parseLong(matcher.group(2));
        progress.at(Math.min(Long.parseLong(matcher.group(1)), total), total);
      }
    };
  }

  private static RuntimeException failure(ProgramResult result, String verb, Path file) {
    List<String> said = result.tail(10).stream().filter(line -> !BAR.matcher(line).find()).toList();
    boolean full = said.stream().anyMatch(line -> line.contains("No space left on device"));
    if (full) {
      return new HostException(
          Problem.at(file.toString(), "no space left on the disk to " + verb + " the image")
              .withDetail(said));
    }
    String message = result.program() + " failed with exit code " + result.exitCode();
    Problem problem = Problem.at(file.toString(), message).withDetail(said);
    return verb.equals("unpack") ? new ImageException(problem) : new HostException(problem);
  }

  private static void remove(Path scratch) {
    if (!Files.exists(scratch)) {
      return;
    }
    try (Stream<Path> all = Files.walk(scratch)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // A leftover directory is a nuisance; hiding the failure that led here would be worse.
      return;
    }
  }
}

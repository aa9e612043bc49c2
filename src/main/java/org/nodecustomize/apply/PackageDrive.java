package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.NbdServer;
import org.nodecustomize.disk.PlainSquashfsSource;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.rpm.RpmPackage;

/**
 * The drive that carries packages into the appliance: a read-only squashfs, not compressed, since
 * packages are, and served from the files themselves. Files have names made of what their headers
 * say, so that nothing of the user's file names reaches a shell.
 */
final class PackageDrive implements AutoCloseable {
  /** Directory of the packages that were asked for. */
  static final String GIVEN = "given";

  /** Directory of the packages that may come in as dependencies. */
  static final String REPOSITORY = "repository";

  private static final int NAME_LENGTH = 200;

  private final WorkDirectory work;
  private final Function<RpmPackage, PackageSource> sources;
  private final Map<String, String> names = new HashMap<>();
  private final SortedMap<String, SortedMap<String, SteadyFile>> directories = new TreeMap<>();
  private final SteadyFiles files = new SteadyFiles();
  private Optional<NbdServer> server = Optional.empty();

  /**
   * @param sources tells where a package's file comes from
   */
  PackageDrive(WorkDirectory work, Function<RpmPackage, PackageSource> sources) {
    this.work = work;
    this.sources = sources;
    directories.put(GIVEN, new TreeMap<>());
    directories.put(REPOSITORY, new TreeMap<>());
  }

  /**
   * Takes a package in, before {@link #drive}.
   *
   * @return its path on the drive
   */
  String add(String directory, RpmPackage one) {
    String key = directory + "/" + one.nevra();
    String known = names.get(key);
    if (known != null) {
      return known;
    }
    SortedMap<String, SteadyFile> members = members(directory);
    String name = unusedName(members, safe(one.nevra().toString()));
    try {
      PackagePlace place = sources.apply(one).place(one);
      members.put(name, new SteadyFile(one.path().toString(), place, files));
    } catch (IOException e) {
      throw new HostException(
          Problem.at(one.path().toString(), "cannot be read: " + e.getMessage()), e);
    }
    String path = directory + "/" + name;
    names.put(key, path);
    return path;
  }

  private SortedMap<String, SteadyFile> members(String directory) {
    return Objects.requireNonNull(directories.get(directory));
  }

  /** A package's bytes as the appliance gets them. */
  SteadyFile file(String path) {
    int slash = path.indexOf('/');
    return Objects.requireNonNull(members(path.substring(0, slash)).get(path.substring(slash + 1)));
  }

  /** The paths of all packages on the drive. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    directories.forEach(
        (directory, members) ->
            members.keySet().forEach(name -> paths.add(directory + "/" + name)));
    return paths;
  }

  /** How the appliance sees it; the same each time. */
  Drive drive() {
    if (server.isEmpty()) {
      server =
          Optional.of(
              NbdServer.startReadOnly(PlainSquashfsSource.of(directories), work.socketDirectory()));
    }
    return new Drive.NbdSocket(server.get().socket(), true);
  }

  /** Why a package could not be read, of which the appliance sees only an I/O error. */
  Optional<CustomizeException> failure() {
    return server.flatMap(NbdServer::failure);
  }

  /** Throws {@link #failure}. */
  void requireHealthy() {
    failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  /**
   * Has somebody use a directory of this machine in which packages of the repository are files of
   * the names that they have on the drive: links where they are files anyway, else copies, which are
   * there only meanwhile. Who reads there sees what others write.
   *
   * @param paths on the drive
   */
  void inDirectory(List<String> paths, Consumer<Path> use) {
    Path directory = work.makeDirectory(REPOSITORY);
    List<Path> made = new ArrayList<>();
    try {
      for (String path : paths) {
        SteadyFile file = file(path);
        Path link = directory.resolve(path.substring(REPOSITORY.length() + 1));
        made.add(link);
        if (file.place().whole()) {
          Files.createSymbolicLink(link, file.place().file());
        } else {
          file.copyTo(link);
        }
      }
      use.accept(directory);
      for (Path link : made) {
        Files.delete(link);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(directory.toString(), "cannot be written: " + e.getMessage()), e);
    }
  }

  /** Two packages whose names differ only in what file names may not have must not become one. */
  private static String unusedName(Map<String, SteadyFile> members, String safe) {
    String name = safe + ".rpm";
    for (int i = 2; members.containsKey(name); i++) {
      name = safe + "-" + i + ".rpm";
    }
    return name;
  }

  /** File systems hold names of 255 bytes; the headers of packages hold longer ones. */
  private static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._+~^-]", "_");
    return safe.substring(0, Math.min(safe.length(), NAME_LENGTH));
  }

  /** Ends the serving; the appliance that has the drive is gone by then. */
  @Override
  public void close() {
    try (files) {
      server.ifPresent(NbdServer::close);
    }
  }
}

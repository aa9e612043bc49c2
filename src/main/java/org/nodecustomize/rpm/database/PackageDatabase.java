package org.nodecustomize.rpm.database;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rpm.GpgPubkey;
import org.nodecustomize.rpm.InstalledHeader;

/**
 * A database of installed packages, read-only and without rpm. Damage is found when it is met, and
 * then told as an {@link ImageException}; no more is read than the file has bytes.
 */
public final class PackageDatabase {
  /** Databases of systems with thousands of packages have some 200 MB. */
  public static final long MAX_BYTES = 512L << 20;

  private final String name;
  private final Format format;
  private final DatabaseBytes bytes;

  private PackageDatabase(String name, Format format, DatabaseBytes bytes) {
    this.name = name;
    this.format = format;
    this.bytes = bytes;
  }

  /** The back ends of rpm, by the file that holds the headers; the current one first. */
  public enum Format {
    /** SQLite, since rpm 4.16. */
    SQLITE("rpmdb.sqlite"),
    /** rpm's own, since rpm 4.14. */
    NDB("Packages.db"),
    /** Berkeley DB, up to rpm 4.16. */
    BERKELEY("Packages");

    private final String fileName;

    Format(String fileName) {
      this.fileName = fileName;
    }

    /** The name of the file. */
    public String fileName() {
      return fileName;
    }

    /** Files beside it that hold changes until they are brought into it. */
    private List<String> pending() {
      return this == SQLITE ? List.of(fileName + "-wal", fileName + "-journal") : List.of();
    }

    private Rows open(DatabaseBytes bytes) throws IOException, BadDatabaseException {
      return switch (this) {
        case SQLITE -> SqliteRows.open(bytes);
        case NDB -> NdbRows.open(bytes);
        case BERKELEY -> BerkeleyRows.open(bytes);
      };
    }
  }

  /**
   * Looks for a database in a directory.
   *
   * @param place the directory, for problems
   * @param preferred the back end that the system is configured for; where its file is missing, the
   *     others are tried, as rpm does
   */
  public static DatabaseSearch find(
      String place, DatabaseDirectory directory, Optional<Format> preferred) {
    List<Format> formats = new ArrayList<>(preferred.stream().toList());
    Arrays.stream(Format.values()).filter(f -> !formats.contains(f)).forEach(formats::add);
    for (Format format : formats) {
      Optional<DatabaseBytes> bytes = directory.file(format.fileName);
      if (bytes.isPresent()) {
        return open(place, format, bytes.get(), directory);
      }
    }
    return new DatabaseSearch.Absent();
  }

  private static DatabaseSearch open(
      String place, Format format, DatabaseBytes bytes, DatabaseDirectory directory) {
    String name = place + "/" + format.fileName;
    for (String pending : format.pending()) {
      if (directory.file(pending).filter(file -> file.size() > 0).isPresent()) {
        return new DatabaseSearch.Unreadable(
            Problem.at(
                name, "it was not closed: " + pending + " has changes that are not in it yet"));
      }
    }
    if (bytes.size() > MAX_BYTES) {
      return new DatabaseSearch.Unreadable(
          Problem.at(
              name,
              String.format(
                  Locale.ROOT, "expected at most %,d bytes but was %,d", MAX_BYTES, bytes.size())));
    }
    PackageDatabase database = new PackageDatabase(name, format, bytes);
    try {
      format.open(bytes);
      return new DatabaseSearch.Found(database);
    } catch (BadDatabaseException e) {
      return new DatabaseSearch.Unreadable(Problem.at(name, e.reason()));
    } catch (IOException e) {
      throw database.unreadable(e);
    }
  }

  /** The path of the file that holds the headers. */
  public String name() {
    return name;
  }

  /** The back end that made it. */
  public Format format() {
    return format;
  }

  /**
   * Visits every header, the imported keys among them, in the order in which {@code rpm -qa} lists
   * them. Only one is in memory at a time, unless the visitor keeps it.
   *
   * @throws ImageException if the database is damaged
   */
  public void forEach(Consumer<InstalledHeader> visitor) {
    try {
      format
          .open(bytes)
          .forEach(
              (instance, header) -> visitor.accept(InstalledHeader.parse(name, instance, header)));
    } catch (BadDatabaseException e) {
      throw new ImageException(Problem.at(name, e.reason()), e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The imported OpenPGP keys.
   *
   * @throws ImageException if the database is damaged
   */
  public List<GpgPubkey> keys() {
    List<GpgPubkey> keys = new ArrayList<>();
    forEach(header -> header.key().ifPresent(keys::add));
    return List.copyOf(keys);
  }

  private ImageException unreadable(IOException e) {
    return new ImageException(Problem.at(name, "cannot be read: " + e.getMessage()), e);
  }

  @Override
  public String toString() {
    return name;
  }
}

package org.nodecustomize.rpm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/**
 * A package in a database of installed packages. Values are decoded when they are asked for.
 * Immutable.
 */
public final class InstalledHeader {
  /** What rpm shows where a header has no value. */
  private static final String NONE = "(none)";

  private static final String KEY_NAME = "gpg-pubkey";

  /** MD5, which rpm used before it noted the algorithm. */
  private static final long FIRST_DIGEST_ALGORITHM = 1;

  /** Magic and reserved bytes of a header; databases leave them out. */
  private static final byte[] MAGIC = {(byte) 0x8e, (byte) 0xad, (byte) 0xe8, 1, 0, 0, 0, 0};

  private final String database;
  private final long instance;
  private final RpmHeader header;
  private final Nevra nevra;

  private InstalledHeader(String database, long instance, RpmHeader header, Nevra nevra) {
    this.database = database;
    this.instance = instance;
    this.header = header;
    this.nevra = nevra;
  }

  /**
   * Checks a header.
   *
   * @param database the database, for problems
   * @param instance the number of the header in it
   * @param blob what the database holds: numbers of index entries and of bytes of values, index,
   *     values
   * @throws ImageException if it is no header, or one of a package that cannot be
   */
  public static InstalledHeader parse(String database, long instance, byte[] blob) {
    try {
      ByteBuffer image = ByteBuffer.allocate(MAGIC.length + blob.length).put(MAGIC).put(blob);
      if (image.capacity() < HeaderParser.INTRO_BYTES) {
        throw new BadHeaderException("bad header: it has " + blob.length + " bytes");
      }
      HeaderParser.Intro intro = HeaderParser.intro(image, HeaderParser.Kind.INSTALLED);
      if (intro.imageBytes() != image.capacity()) {
        throw new BadHeaderException(
            "bad header: expected %,d bytes but was %,d"
                .formatted(intro.imageBytes() - MAGIC.length, blob.length));
      }
      RpmHeader header = HeaderParser.parse(image.array(), intro, HeaderParser.Kind.INSTALLED);
      return new InstalledHeader(database, instance, header, Nevra.installed(header, NONE));
    } catch (BadHeaderException e) {
      throw bad(database, instance, e);
    }
  }

  private static ImageException bad(String database, long instance, BadHeaderException e) {
    return new ImageException(
        Problem.at(database, "package " + instance + " has a " + e.reason()), e);
  }

  /** The number of the header in its database, which rpm calls its instance. */
  public long instance() {
    return instance;
  }

  /** What identifies the package; the architecture is {@code (none)} where the header has none. */
  public Nevra nevra() {
    return nevra;
  }

  /** Whether it is no package but an imported OpenPGP key. */
  public boolean isKey() {
    return nevra.name().equals(KEY_NAME);
  }

  /** The imported key; empty for packages. */
  public Optional<GpgPubkey> key() {
    return isKey()
        ? header
            .text(RpmTag.DESCRIPTION)
            .map(
                armored ->
                    new GpgPubkey(
                        KEY_NAME + "-" + nevra.version() + "-" + nevra.release(), armored))
        : Optional.empty();
  }

  /** Seconds since 1970; 0 where the header does not say. */
  public long installTime() {
    return header.number(InstalledTag.INSTALLTIME).orElse(0L);
  }

  /** The number of the transaction that installed it; 0 where the header does not say. */
  public long transaction() {
    return header.number(InstalledTag.INSTALLTID).orElse(0L);
  }

  /** Bytes of the installed files. */
  public long size() {
    return header.number(RpmTag.LONGSIZE).or(() -> header.number(RpmTag.SIZE)).orElse(0L);
  }

  /** The file name of the source package. */
  public Optional<String> sourceRpm() {
    return header.text(RpmTag.SOURCERPM);
  }

  /** What the package needs. */
  public List<Dependency> requires() {
    return Dependency.list(header, RpmTag.REQUIRENAME, RpmTag.REQUIREFLAGS, RpmTag.REQUIREVERSION);
  }

  /** What the package gives. */
  public List<Dependency> provides() {
    return Dependency.list(header, RpmTag.PROVIDENAME, RpmTag.PROVIDEFLAGS, RpmTag.PROVIDEVERSION);
  }

  /** The programs that it runs when it is installed, upgraded or removed. */
  public List<Scriptlet> scriptlets() {
    return Scriptlet.of(header);
  }

  /**
   * The ids of the keys that its signatures name, 16 hexadecimal digits each. The signatures are not
   * checked: they were when the package was installed, and the payload is gone.
   */
  public List<String> signatureKeyIds() {
    Set<String> ids = new LinkedHashSet<>();
    for (InstalledTag tag :
        List.of(
            InstalledTag.RSAHEADER,
            InstalledTag.DSAHEADER,
            InstalledTag.SIGPGP,
            InstalledTag.SIGGPG)) {
      header.bytes(tag).flatMap(SignatureIssuer::of).ifPresent(ids::add);
    }
    for (String text : header.texts(InstalledTag.OPENPGP)) {
      SignatureIssuer.ofBase64(text).ifPresent(ids::add);
    }
    return List.copyOf(ids);
  }

  /** How many files the package has, directories included. */
  public int fileCount() {
    int names = header.count(RpmTag.BASENAMES);
    return names > 0 ? names : header.count(RpmTag.OLDFILENAMES);
  }

  /**
   * Its files, directories included.
   *
   * @throws ImageException if the lists of files do not fit together
   */
  public List<InstalledFile> files() {
    List<String> paths;
    try {
      paths = FileList.of(header);
    } catch (BadHeaderException e) {
      throw bad(database, instance, e);
    }
    List<Long> sizes = header.numbers(RpmTag.LONGFILESIZES);
    Column columns = new Column(header);
    List<InstalledFile> files = new ArrayList<>(paths.size());
    for (int i = 0; i < paths.size(); i++) {
      files.add(columns.file(i, paths.get(i), sizes));
    }
    return List.copyOf(files);
  }

  /** All values, by tag. */
  public RpmHeader header() {
    return header;
  }

  @Override
  public String toString() {
    return nevra + " (" + database + ")";
  }

  /** The parallel lists of the header that describe files; a list that is too short counts as empty there. */
  private static final class Column {
    private final List<Long> sizes;
    private final List<Long> modes;
    private final List<Long> times;
    private final List<Long> flags;
    private final List<Long> states;
    private final List<Long> verified;
    private final List<String> digests;
    private final List<String> targets;
    private final List<String> owners;
    private final List<String> groups;
    private final List<String> capabilities;
    private final int algorithm;

    Column(RpmHeader header) {
      sizes = header.numbers(RpmTag.FILESIZES);
      modes = header.numbers(RpmTag.FILEMODES);
      times = header.numbers(RpmTag.FILEMTIMES);
      flags = header.numbers(RpmTag.FILEFLAGS);
      states = header.numbers(InstalledTag.FILESTATES);
      verified = header.numbers(RpmTag.FILEVERIFYFLAGS);
      digests = header.texts(RpmTag.FILEDIGESTS);
      targets = header.texts(RpmTag.FILELINKTOS);
      owners = header.texts(RpmTag.FILEUSERNAME);
      groups = header.texts(RpmTag.FILEGROUPNAME);
      capabilities = header.texts(RpmTag.FILECAPS);
      algorithm = header.number(RpmTag.FILEDIGESTALGO).orElse(FIRST_DIGEST_ALGORITHM).intValue();
    }

    InstalledFile file(int i, String path, List<Long> longSizes) {
      return new InstalledFile(
          path,
          at(modes, i).orElse(0L).intValue(),
          at(owners, i).orElse(""),
          at(groups, i).orElse(""),
          at(digests, i).orElse(""),
          algorithm,
          at(longSizes, i).or(() -> at(sizes, i)).orElse(0L),
          at(times, i).orElse(0L),
          at(targets, i).orElse(""),
          at(capabilities, i).orElse(""),
          at(flags, i).orElse(0L).intValue(),
          InstalledFile.State.of(at(states, i)),
          at(verified, i).orElse(-1L).intValue());
    }

    private static <T> Optional<T> at(List<T> list, int i) {
      return i < list.size() ? Optional.of(list.get(i)) : Optional.empty();
    }
  }
}

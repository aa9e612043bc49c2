package org.nodecustomize.rpm.repository;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.nodecustomize.rpm.Dependency;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.tukaani.xz.XZInputStream;

/**
 * The list of packages of a repository ({@code primary.xml}), plain or compressed by gzip, xz or zstd.
 * Of a package's files it has only those that others usually ask for.
 *
 * @param packages in the order of the list, without source packages; scriptlets are not known
 * @param leftOut why others cannot be taken, told once for each reason
 */
public record PrimaryMetadata(List<Listed> packages, List<String> leftOut) {
  /** How large the compressed list may be, in bytes. */
  public static final long LIMIT = 128L << 20;

  private static final long XML_LIMIT = 512L << 20;
  private static final int XZ_KIBIBYTES = 128 << 10;
  private static final int MOST_PACKAGES = 200_000;
  private static final int MOST_ENTRIES = 6_000_000;
  private static final int MOST_REASONS = 10;

  /** A package and its file. */
  public record Listed(RpmPackage content, RepositoryFile file) {}

  public PrimaryMetadata {
    packages = List.copyOf(packages);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Reads the list.
   *
   * @param repository what its packages are called after, for messages
   * @throws BadMetadataException if it is none, or larger than any repository
   */
  public static PrimaryMetadata read(String repository, InputStream in) throws IOException {
    Reading reading = new Reading(repository);
    reading.all(MetadataXml.of(decompressed(in), XML_LIMIT));
    return new PrimaryMetadata(reading.packages, reading.leftOut);
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(8);
    byte[] magic = Arrays.copyOf(buffered.readNBytes(4), 4);
    buffered.reset();
    int start = ByteBuffer.wrap(magic).getInt();
    if (start >>> 16 == 0x1f8b) {
      return new GZIPInputStream(buffered);
    }
    if (start == 0xfd377a58) {
      return new XZInputStream(buffered, XZ_KIBIBYTES);
    }
    if (start == 0x28b52ffd) {
      return new ZstdInputStream(buffered);
    }
    if (start >>> 24 == '<') {
      return buffered;
    }
    throw new BadMetadataException(
        "unsupported metadata: expected a list that is compressed by gzip, xz, zstd or not at all");
  }

  private enum Relation {
    REQUIRES,
    PROVIDES,
    CONFLICTS,
    OBSOLETES,
    RECOMMENDS
  }

  private static final class Reading {
    private final String repository;
    private final List<Listed> packages = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<Dependency, Dependency> known = new HashMap<>();
    private int entries;

    Reading(String repository) {
      this.repository = repository;
    }

    void all(MetadataXml xml) throws IOException {
      boolean known = false;
      for (Optional<String> tag = xml.next(); tag.isPresent(); tag = xml.next()) {
        known |= tag.get().equals("metadata");
        if (tag.get().equals("package")) {
          one(xml);
        }
      }
      if (!known) {
        throw new BadMetadataException("not a list of packages: expected <metadata>");
      }
    }

    private void one(MetadataXml xml) throws IOException {
      Map<Relation, List<Dependency>> relations = new EnumMap<>(Relation.class);
      List<String> files = new ArrayList<>();
      Optional<Relation> relation = Optional.empty();
      Fields fields = new Fields(xml.attribute("type"));
      for (Optional<String> tag = xml.next(); tag.isPresent(); tag = xml.next()) {
        String name = tag.get();
        if (name.equals("/package")) {
          add(fields, relations, files);
          return;
        }
        switch (name) {
          case "requires", "provides", "conflicts", "obsoletes", "recommends" ->
              relation = Optional.of(Relation.valueOf(name.toUpperCase(Locale.ROOT)));
          case "/requires", "/provides", "/conflicts", "/obsoletes", "/recommends" ->
              relation = Optional.empty();
          case "entry" -> {
            count();
            relation.ifPresent(
                kind ->
                    relations.computeIfAbsent(kind, any -> new ArrayList<>()).add(dependency(xml)));
          }
          case "file" -> {
            count();
            files.add(xml.text());
          }
          default -> fields.take(name, xml);
        }
      }
      throw new BadMetadataException("bad metadata: it ends too early");
    }

    private void count() throws BadMetadataException {
      if (++entries > MOST_ENTRIES) {
        throw new BadMetadataException("bad metadata: more than 6,000,000 entries");
      }
    }

    /** Most packages need what others need too; one of each is enough. */
    private Dependency dependency(MetadataXml xml) {
      String evr =
          (xml.attribute("epoch").isEmpty() ? "" : xml.attribute("epoch") + ":")
              + xml.attribute("ver")
              + (xml.attribute("rel").isEmpty() ? "" : "-" + xml.attribute("rel"));
      Dependency one = Dependency.listed(xml.attribute("name"), xml.attribute("flags"), evr);
      Dependency same = known.putIfAbsent(one, one);
      return same == null ? one : same;
    }

    private void add(Fields fields, Map<Relation, List<Dependency>> relations, List<String> files)
        throws BadMetadataException {
      if (!fields.type.equals("rpm") || fields.arch.matches("(no)?src")) {
        return;
      }
      if (packages.size() >= MOST_PACKAGES) {
        throw new BadMetadataException("bad metadata: more than 200,000 packages");
      }
      try {
        RepositoryFile file =
            RepositoryFile.of(fields.href, fields.checksumType, fields.checksum, fields.size);
        packages.add(new Listed(content(fields, relations, files, file.href()), file));
      } catch (BadMetadataException e) {
        if (leftOut.size() < MOST_REASONS && !leftOut.contains(e.getMessage())) {
          leftOut.add(String.valueOf(e.getMessage()));
        }
      }
    }

    private RpmPackage content(
        Fields fields, Map<Relation, List<Dependency>> relations, List<String> files, String href)
        throws BadMetadataException {
      Nevra nevra =
          Nevra.listed(fields.name, fields.epoch, fields.version, fields.release, fields.arch)
              .orElseThrow(() -> new BadMetadataException("bad metadata: a package has no name"));
      return new RpmPackage(
          Path.of(repository + ":" + href),
          RpmFile.Kind.BINARY,
          nevra,
          "",
          "",
          "",
          "linux",
          Optional.empty(),
          relations.getOrDefault(Relation.REQUIRES, List.of()),
          relations.getOrDefault(Relation.PROVIDES, List.of()),
          relations.getOrDefault(Relation.CONFLICTS, List.of()),
          relations.getOrDefault(Relation.OBSOLETES, List.of()),
          relations.getOrDefault(Relation.RECOMMENDS, List.of()),
          files,
          fields.installed,
          "cpio",
          Optional.empty(),
          Optional.empty(),
          List.of());
    }
  }

  /** The single values of a package. */
  private static final class Fields {
    private final String type;
    private String name = "";
    private String arch = "";
    private String epoch = "";
    private String version = "";
    private String release = "";
    private String href = "";
    private String checksumType = "";
    private String checksum = "";
    private String size = "";
    private long installed;

    Fields(String type) {
      this.type = type;
    }

    void take(String tag, MetadataXml xml) throws BadMetadataException {
      switch (tag) {
        case "name" -> name = xml.text();
        case "arch" -> arch = xml.text();
        case "version" -> {
          epoch = xml.attribute("epoch");
          version = xml.attribute("ver");
          release = xml.attribute("rel");
        }
        case "checksum" -> {
          checksumType = xml.attribute("type");
          checksum = xml.text();
        }
        case "size" -> {
          size = xml.attribute("package");
          String bytes = xml.attribute("installed");
          installed = bytes.matches("[0-9]{1,15}") ? Long.parseLong(bytes) : 0;
        }
        case "location" -> href = xml.attribute("href");
        default -> {}
      }
    }
  }
}

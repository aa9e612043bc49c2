package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.rpm.repository.BadMetadataException;
import org.nodecustomize.rpm.repository.PrimaryMetadata;
import org.nodecustomize.rpm.repository.RepositoryFile;
import org.nodecustomize.rpm.repository.RepositoryIndex;

/**
 * A repository on a web server. Its metadata and those packages that are wanted are brought to this
 * run's directory by this program; the appliance has no network.
 */
final class RemoteSource implements PackageSource {
  private static final long LARGEST_PACKAGE = 8L << 30;

  private final String id;
  private final URI root;
  private final HttpFetcher fetcher;
  private final Path directory;
  private final Events events;
  private final IdentityHashMap<RpmPackage, RepositoryFile> files = new IdentityHashMap<>();
  private final IdentityHashMap<RpmPackage, Path> brought = new IdentityHashMap<>();

  /**
   * @param id for messages
   * @param root of the repository; has {@code repodata} below it
   * @param directory to use, which is this run's own
   * @param events are told what is fetched
   */
  RemoteSource(String id, URI root, HttpFetcher fetcher, Path directory, Events events) {
    this.id = id;
    this.root = root.getPath().endsWith("/") ? root : URI.create(root + "/");
    this.fetcher = fetcher;
    this.directory = directory;
    this.events = events;
  }

  @Override
  public List<RpmPackage> packages(Events told) {
    List<RpmPackage> packages = new ArrayList<>();
    Path index = directory.resolve("repomd.xml");
    Path list = directory.resolve("primary");
    fetcher.fetch(root.resolve(RepositoryIndex.HREF), RepositoryIndex.LIMIT, index);
    try {
      RepositoryFile primary;
      try (InputStream in = Files.newInputStream(index)) {
        primary = RepositoryIndex.read(in).primary();
      }
      bring(primary, PrimaryMetadata.LIMIT, list);
      try (InputStream in = Files.newInputStream(list)) {
        PrimaryMetadata metadata = PrimaryMetadata.read(id, in);
        metadata.leftOut().forEach(why -> told.warning(root + ": " + why + "; left out"));
        for (PrimaryMetadata.Listed one : metadata.packages()) {
          files.put(one.content(), one.file());
          packages.add(one.content());
        }
      }
      Files.delete(list);
    } catch (BadMetadataException e) {
      throw new OperationException(Problem.at(root.toString(), String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new OperationException(
          Problem.at(root.toString(), "bad metadata: cannot be read: " + e.getMessage()), e);
    }
    return packages;
  }

  private URI address(RepositoryFile file) {
    // Of what names in a repository may have, this alone is no part of addresses.
    return root.resolve(file.href().replace("^", "%5E"));
  }

  /** Gets a file and holds it against its digest. */
  private void bring(RepositoryFile file, long limit, Path target) {
    URI address = address(file);
    if (file.size() > limit) {
      throw new OperationException(
          Problem.at(
              address.toString(),
              "expected at most %,d bytes but the metadata say %,d".formatted(limit, file.size())));
    }
    events.accept(new Event.LogLine("fetch", address.toString()));
    fetcher.fetch(address, file.size(), target);
    String found = digest(file.algorithm(), target);
    if (!found.equals(file.digest())) {
      throw new OperationException(
          Problem.at(
                  address.toString(),
                  "not what the metadata say: expected %s %s but was %s"
                      .formatted(file.algorithm(), file.digest(), found))
              .withHint("try another mirror, or try again: it may be in the middle of an update"));
    }
  }

  private static String digest(String algorithm, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] chunk = new byte[1 << 16];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new OperationException(
          Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  @Override
  public PackagePlace place(RpmPackage one) throws IOException {
    Path known = brought.get(one);
    if (known == null) {
      known = directory.resolve(brought.size() + ".rpm");
      bring(one, known);
      brought.put(one, known);
    }
    return PackagePlace.whole(known);
  }

  private void bring(RpmPackage one, Path target) {
    RepositoryFile file = Objects.requireNonNull(files.get(one));
    bring(file, LARGEST_PACKAGE, target);
    RpmFile found = RpmFile.read(target).requireBinary();
    if (!found.nevra().equals(one.nevra())) {
      throw new OperationException(
          Problem.at(
              address(file).toString(),
              "not what the metadata say: expected %s but was %s"
                  .formatted(one.nevra(), found.nevra())));
    }
  }

  @Override
  public Optional<String> sha256(RpmPackage one) {
    return Optional.ofNullable(files.get(one))
        .filter(file -> file.algorithm().equals("SHA-256"))
        .map(RepositoryFile::digest);
  }
}

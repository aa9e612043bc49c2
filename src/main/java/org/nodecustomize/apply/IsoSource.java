package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.iso.IsoMedium;
import org.nodecustomize.rpm.PackageContent;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.tree.Sha256;

/**
 * Packages on an installation medium, found as in a directory: by their files, whatever its metadata
 * say. The medium is read on this machine and not in the appliance, so that what is on it is known,
 * and its signatures are decided, before anything of an image runs.
 */
final class IsoSource implements PackageSource {
  /** Enough for {@code BaseOS/Packages/a/a.rpm}. */
  private static final int DEPTH = 4;

  private static final int CHUNK = 1 << 20;

  private final Origin origin;
  private final Path file;
  private final String directory;
  private final IdentityHashMap<RpmPackage, IsoMedium.Entry> places = new IdentityHashMap<>();

  /**
   * @param directory on the medium; empty for all of it
   */
  IsoSource(Origin origin, Path file, String directory) {
    this.origin = origin;
    this.file = file;
    this.directory = directory;
  }

  @Override
  public List<RpmPackage> packages(Events events) {
    List<RpmPackage> packages = new ArrayList<>();
    try (IsoMedium medium = IsoMedium.open(file)) {
      for (IsoMedium.Entry entry : medium.files(directory, DEPTH)) {
        if (entry.path().toLowerCase(Locale.ROOT).endsWith(".rpm")) {
          read(medium, entry, packages, events);
        }
      }
    } catch (IOException e) {
      throw new UsageException(origin.problem(file + ": " + e.getMessage()), e);
    }
    if (packages.isEmpty()) {
      events.warning(origin + ": no package on the medium " + file);
    }
    return packages;
  }

  private void read(
      IsoMedium medium, IsoMedium.Entry entry, List<RpmPackage> packages, Events events)
      throws IOException {
    try {
      RpmFile read =
          RpmFile.read(
              Path.of(file + ":/" + entry.path()),
              PackageContent.of(medium.channel(), entry.offset(), entry.size()));
      if (read.kind() == RpmFile.Kind.BINARY) {
        RpmPackage one = RpmPackage.of(read);
        places.put(one, entry);
        packages.add(one);
      }
    } catch (OperationException e) {
      e.problems().forEach(problem -> events.warning(problem.headline() + "; left out"));
    }
  }

  @Override
  public PackagePlace place(RpmPackage one) throws IOException {
    IsoMedium.Entry entry = Objects.requireNonNull(places.get(one));
    return PackagePlace.part(file, entry.offset(), entry.size());
  }

  @Override
  public Optional<String> sha256(RpmPackage one) {
    IsoMedium.Entry entry = Objects.requireNonNull(places.get(one));
    Sha256 digest = new Sha256();
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (long done = 0; done < entry.size(); ) {
        chunk.clear().limit((int) Math.min(CHUNK, entry.size() - done));
        int count = in.read(chunk, entry.offset() + done);
        if (count < 0) {
          throw new IOException("the file shrank while it was read");
        }
        digest.add(chunk.flip());
        done += count;
      }
      return Optional.of(digest.hex());
    } catch (IOException e) {
      throw new UsageException(origin.problem(file + ": " + e.getMessage()), e);
    }
  }
}

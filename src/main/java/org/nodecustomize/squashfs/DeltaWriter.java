package org.nodecustomize.squashfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

/**
 * Writes a new image in which one file has other content. Blocks of it that did not change, and all
 * other files, keep their compressed bytes; the tables are written anew.
 */
public final class DeltaWriter {
  private final SquashfsImage base;
  private final SquashfsEntry target;
  private final ChangedContent changes;
  private final DeltaOptions options;
  private final Optional<PreparedBlocks> prepared;
  private final Cancellation cancellation;

  /**
   * Plans nothing and reads nothing yet.
   *
   * @param base stays open as long
   * @param target a file of it
   * @param changes to the file's content
   */
  public DeltaWriter(
      SquashfsImage base,
      SquashfsEntry target,
      ChangedContent changes,
      DeltaOptions options,
      Cancellation cancellation) {
    this(base, target, changes, options, Optional.empty(), cancellation);
  }

  /**
   * The same with blocks that are compressed already.
   *
   * @param prepared of the same base, file, content and options
   */
  public DeltaWriter(
      SquashfsImage base,
      SquashfsEntry target,
      ChangedContent changes,
      DeltaOptions options,
      Optional<PreparedBlocks> prepared,
      Cancellation cancellation) {
    if (!target.isFile()) {
      throw new IllegalArgumentException(target.path() + " is of type " + target.type());
    }
    this.base = base;
    this.target = target;
    this.changes = changes;
    this.options = options;
    this.prepared = prepared;
    this.cancellation = cancellation;
  }

  /**
   * Writes the image and checks it: the tree is the old one, every changed block decodes to its
   * content, copied blocks are where they should be. On disk when this returns; removed again when
   * this throws.
   *
   * @param output replaced if it exists; not the base. Give it a name of its own and rename it
   * @param progress counts bytes: those copied, and the content of changed blocks
   * @throws ImageException if the base is bad, or laid out in a way that needs {@link FullRepack}
   * @throws HostException if reading or writing fails, for instance for lack of space
   * @throws RunInterruptedException if the run is cancelled
   */
  public DeltaResult write(Path output, Progress progress) {
    refuseTheBase(output);
    refuse(foreignOptions(base));
    boolean done = false;
    try (Workers workers = new Workers(options.threads(), "squashfs delta")) {
      List<SquashfsEntry> entries = base.walk();
      DataLayout layout = DataLayout.of(base, entries, target);
      refuse(layout.outside());
      refuse(inodeNumbers(base, entries));
      prepared.ifPresent(PreparedBlocks::stop);
      DeltaData data =
          new DeltaData(base, base.file(target), changes, options, prepared, workers.pool());
      long end;
      ImageOutput.Counter counter = new ImageOutput.Counter(progress, data.work(layout));
      try (ImageOutput out = ImageOutput.create(output, cancellation, counter)) {
        end = write(out, layout, data);
      }
      new DeltaCheck(base, target, data, workers.pool()).check(output, entries);
      done = true;
      return data.result(end, layout.inPlace());
    } finally {
      if (!done) {
        remove(output);
      }
    }
  }

  private long write(ImageOutput out, DataLayout layout, DeltaData data) {
    Superblock old = base.superblock();
    out.write(new byte[Superblock.SIZE], Superblock.SIZE);
    out.copy(base.bytes(), Superblock.SIZE, layout.start());
    long targetStart = data.write(out, layout);
    OptionalLong time = data.changed() ? OptionalLong.of(time()) : options.sourceDateEpoch();
    TreeWriter tree =
        new TreeWriter(
            base,
            layout,
            target.inodeReference(),
            data,
            targetStart,
            data.changed() ? time : OptionalLong.empty());
    long root = tree.write();
    long inodeTable = out.position();
    byte[] inodes = tree.inodeTable();
    out.write(inodes, inodes.length);
    long directoryTable = out.position();
    byte[] directories = tree.directoryTable();
    out.write(directories, directories.length);
    TableWriter tables = new TableWriter(base, out);
    long fragmentTable = tables.fragments(layout, data.storedBytes());
    long exportTable = tables.export(tree.references());
    long idTable = tables.ids();
    long xattrTable = tables.xattrs();
    long end = out.position();
    out.finish(
        new Superblock(
            old.inodes(),
            time.orElse(old.mtime()),
            old.blockSize(),
            old.fragments(),
            old.compressor(),
            old.flags(),
            old.ids(),
            root,
            end,
            idTable,
            xattrTable,
            inodeTable,
            directoryTable,
            fragmentTable,
            exportTable));
    return end;
  }

  private long time() {
    return options.sourceDateEpoch().orElseGet(() -> Instant.now().getEpochSecond());
  }

  private void refuse(Optional<String> obstacle) {
    obstacle.ifPresent(
        what -> {
          throw base.refusal().unsupported(what);
        });
  }

  /** New inodes are found by their numbers, and the export table has a place for every one. */
  private static Optional<String> inodeNumbers(SquashfsImage image, List<SquashfsEntry> entries) {
    Map<Long, Long> references = new HashMap<>();
    for (SquashfsEntry entry : entries) {
      Long other = references.putIfAbsent(entry.inodeNumber(), entry.inodeReference());
      if (other != null && other != entry.inodeReference()) {
        return Optional.of("inode number " + entry.inodeNumber() + " is used twice");
      }
    }
    long inodes = image.superblock().inodes();
    return inodes > 4L * entries.size() + 65_536
        ? Optional.of(inodes + " inodes but only " + entries.size() + " names")
        : Optional.empty();
  }

  /**
   * Why a delta of this image cannot be written although the image itself may be good; empty where
   * it can. Reads metadata only: what it costs depends on the number of files, not on their size.
   *
   * @param target a file of the image
   * @throws ImageException if the image is bad
   */
  public static Optional<String> obstacle(SquashfsImage image, SquashfsEntry target) {
    Optional<String> options = foreignOptions(image);
    if (options.isPresent()) {
      return options;
    }
    List<SquashfsEntry> entries = image.walk();
    return DataLayout.of(image, entries, target).outside().or(() -> inodeNumbers(image, entries));
  }

  /** Kernels refuse blocks that ask for more than the options promise, so these must be known. */
  private static Optional<String> foreignOptions(SquashfsImage image) {
    int stored = image.storedCompressorOptions().length;
    Compressor compressor = image.superblock().compressor();
    return stored > CompressorOptions.storedLength(compressor)
        ? Optional.of(
            "a vendor's form of " + compressor.mksquashfsName() + " options, " + stored + " bytes")
        : Optional.empty();
  }

  private void refuseTheBase(Path output) {
    try {
      if (Files.exists(output) && Files.isSameFile(output, base.path())) {
        throw new IllegalArgumentException("the output " + output + " is the base image");
      }
    } catch (IOException e) {
      throw base.refusal().unreadable(e);
    }
  }

  private static void remove(Path output) {
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      // The caller removes its work directory; the failure that led here matters more.
      return;
    }
  }
}

package org.nodecustomize.squashfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/**
 * Opens a new image and holds it against the one that it was made from. What fails here is this
 * machine's memory or disk, or this program; nothing of it is published, and packing all of the image
 * anew needs none of what failed.
 */
final class DeltaCheck {
  /** Beginnings of copied runs that are compared with their origin. */
  private static final int MOST_SAMPLES = 256;

  private final SquashfsImage base;
  private final SquashfsEntry oldTarget;
  private final DeltaData data;
  private final ExecutorService pool;

  DeltaCheck(SquashfsImage base, SquashfsEntry oldTarget, DeltaData data, ExecutorService pool) {
    this.base = base;
    this.oldTarget = oldTarget;
    this.data = data;
    this.pool = pool;
  }

  /**
   * @param entries the tree of the old image
   */
  void check(Path output, List<SquashfsEntry> entries) {
    try {
      checkImage(output, entries);
    } catch (ImageException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void checkImage(Path output, List<SquashfsEntry> entries) {
    try (SquashfsImage image = SquashfsImage.open(output)) {
      checkTree(image.walk(), entries);
      SquashfsEntry target =
          image.find(oldTarget.path()).orElseThrow(() -> wrong("the changed file is not there"));
      SquashfsFile file = image.file(target);
      checkCopies(image, file);
      checkContent(file);
    }
  }

  private void checkTree(List<SquashfsEntry> now, List<SquashfsEntry> before) {
    if (now.size() != before.size()) {
      throw wrong("it has " + now.size() + " entries instead of " + before.size());
    }
    for (int i = 0; i < now.size(); i++) {
      if (!comparable(now.get(i)).equals(comparable(before.get(i)))) {
        throw wrong("entry " + now.get(i) + " was " + before.get(i));
      }
    }
  }

  /** An entry without what a delta may change. */
  private SquashfsEntry comparable(SquashfsEntry entry) {
    boolean target = entry.inodeNumber() == oldTarget.inodeNumber();
    boolean directory = entry.type() == EntryType.DIRECTORY;
    return new SquashfsEntry(
        entry.path(),
        entry.type(),
        entry.mode(),
        entry.uid(),
        entry.gid(),
        target ? 0 : entry.mtime(),
        target || directory ? 0 : entry.size(),
        entry.linkTarget(),
        entry.inodeNumber(),
        entry.nlink(),
        entry.device(),
        entry.xattrId(),
        0);
  }

  private void checkCopies(SquashfsImage image, SquashfsFile file) {
    if (file.size() != data.size() || file.wordCount() != data.wordCount()) {
      throw wrong("the changed file has " + file.size() + " bytes instead of " + data.size());
    }
    SquashfsFile old = base.file(oldTarget);
    int samples = 0;
    boolean afterDirty = true;
    for (int block = 0; block < file.wordCount(); block++) {
      if (file.word(block) != data.word(block)) {
        throw wrong("block " + block + " has another word than was written");
      }
      boolean stored = !data.isDirty(block) && !file.isHole(block);
      if (stored && afterDirty && samples < MOST_SAMPLES) {
        samples++;
        if (!Arrays.equals(storedBytes(image, file, block), storedBytes(base, old, block))) {
          throw wrong("block " + block + " was not copied as it was");
        }
      }
      afterDirty = data.isDirty(block) || (afterDirty && !stored);
    }
  }

  private static byte[] storedBytes(SquashfsImage image, SquashfsFile file, int block) {
    byte[] bytes = new byte[file.storedLength(block)];
    image.bytes().read(file.position(block), bytes, bytes.length, "block " + block);
    return bytes;
  }

  private void checkContent(SquashfsFile file) {
    List<CompletableFuture<Boolean>> checks = new ArrayList<>();
    for (DeltaData.Check check : data.checks()) {
      checks.add(CompletableFuture.supplyAsync(() -> isAsExpected(file, check), pool));
    }
    for (int i = 0; i < checks.size(); i++) {
      if (!Workers.result(checks.get(i))) {
        throw wrong("block " + data.checks().get(i).block() + " does not decode to its content");
      }
    }
  }

  private static boolean isAsExpected(SquashfsFile file, DeltaData.Check check) {
    byte[] content = new byte[file.blockSize()];
    int length = file.readBlock(check.block(), content);
    return BlockRecoder.checksum(content, length) == check.checksum();
  }

  private static HostException wrong(String what) {
    return new HostException(
        Problem.of("the new image failed its check, nothing was written: " + what)
            .withHint(
                "run it again; if it fails again, check this machine's memory and disk, or pack all"
                    + " of the image anew: --recompress xz"));
  }
}

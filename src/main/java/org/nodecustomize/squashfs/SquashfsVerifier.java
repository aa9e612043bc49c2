package org.nodecustomize.squashfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

/** Reads everything that is in an image: the tree, all tables, and every block of every file. */
public final class SquashfsVerifier {
  /** More than anybody reads; the rest is counted. */
  private static final int MOST_PROBLEMS = 100;

  private static final int BLOCKS_AT_ONCE = 16;
  private static final int AHEAD_PER_THREAD = 4;

  private final SquashfsImage image;
  private final Cancellation cancellation;
  private final ImageOutput.Counter counter;
  private final Workers workers;
  private final int ahead;
  private final Budget blocks;
  private final Budget attributeBytes;
  private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
  private final List<Problem> problems = new ArrayList<>();
  private int unnamed;

  private SquashfsVerifier(
      SquashfsImage image,
      Workers workers,
      int threads,
      Progress progress,
      Cancellation cancellation) {
    this.image = image;
    this.workers = workers;
    this.ahead = threads * AHEAD_PER_THREAD;
    this.blocks = Budget.ofBlocks(image.refusal());
    this.attributeBytes = Budget.ofAttributes(image.refusal());
    this.cancellation = cancellation;
    this.counter = new ImageOutput.Counter(progress, image.superblock().inodeTable());
  }

  /**
   * Reads the image to its end, whatever is found.
   *
   * @param threads that decode
   * @param progress counts stored bytes
   * @return what is wrong; empty if nothing is
   * @throws HostException if the operating system refuses to read
   * @throws RunInterruptedException if the run is cancelled
   */
  public static List<Problem> verify(
      SquashfsImage image, int threads, Progress progress, Cancellation cancellation) {
    try (Workers workers = new Workers(threads, "squashfs verifier")) {
      SquashfsVerifier verifier =
          new SquashfsVerifier(image, workers, threads, progress, cancellation);
      verifier.attempt(verifier::verifyTree);
      verifier.attempt(verifier::verifyFragments);
      verifier.attempt(verifier::verifyIds);
      verifier.finish();
      return verifier.found();
    }
  }

  private List<Problem> found() {
    synchronized (problems) {
      List<Problem> all = new ArrayList<>();
      problems.forEach(
          one -> all.add(new Problem(one.where(), one.message(), one.detail(), Optional.empty())));
      if (unnamed > 0) {
        all.add(Problem.at(image.path().toString(), "and " + unnamed + " more problems"));
      }
      // One way out for all.
      if (!all.isEmpty()) {
        all.add(all.remove(all.size() - 1).withHint(ImageException.GET_AGAIN));
      }
      return List.copyOf(all);
    }
  }

  private void attempt(Runnable work) {
    cancellation.check();
    try {
      work.run();
    } catch (ImageException e) {
      synchronized (problems) {
        for (Problem problem : e.problems()) {
          if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
          } else {
            unnamed++;
          }
        }
      }
    }
  }

  private void verifyTree() {
    Map<Long, Long> inodes = new HashMap<>();
    Set<Integer> attributes = new HashSet<>();
    for (SquashfsEntry entry : image.walk()) {
      if (entry.xattrId().isPresent() && attributes.add(entry.xattrId().getAsInt())) {
        attempt(() -> verifyAttributes(entry));
      }
      Long other = inodes.putIfAbsent(entry.inodeNumber(), entry.inodeReference());
      if (other == null && entry.isFile()) {
        attempt(() -> verifyFile(entry));
      } else if (other != null && other != entry.inodeReference()) {
        attempt(
            () -> {
              throw image.refusal().bad("inode number " + entry.inodeNumber() + " is used twice");
            });
      }
    }
    attempt(() -> verifyExport(inodes));
  }

  private void verifyAttributes(SquashfsEntry entry) {
    long bytes = 0;
    for (Map.Entry<String, byte[]> attribute : image.xattrs(entry).entrySet()) {
      bytes += attribute.getKey().length() + attribute.getValue().length;
    }
    attributeBytes.spend(bytes);
  }

  private void verifyFile(SquashfsEntry entry) {
    blocks.spend(image.wordCount(entry));
    SquashfsFile file = image.file(entry);
    for (int block = 0; block < file.blockCount(); block += BLOCKS_AT_ONCE) {
      int first = block;
      int end = Math.min(file.blockCount(), first + BLOCKS_AT_ONCE);
      // A file can be one large hole.
      if (!IntStream.range(first, end).allMatch(file::isHole)) {
        submit(() -> verifyBlocks(entry, file, first, end));
      }
    }
  }

  private void verifyBlocks(SquashfsEntry entry, SquashfsFile file, int first, int end) {
    byte[] content = new byte[file.blockSize()];
    for (int block = first; block < end; block++) {
      int number = block;
      if (!file.isHole(block)) {
        attempt(() -> named(entry, () -> file.readBlock(number, content)));
        counter.add(file.storedLength(block));
      }
    }
  }

  private void named(SquashfsEntry entry, Runnable work) {
    try {
      work.run();
    } catch (ImageException e) {
      throw new ImageException(
          e.problems().stream()
              .map(
                  p ->
                      Problem.at(image.path().toString(), "'" + entry.path() + "': " + p.message()))
              .toList());
    }
  }

  private void verifyFragments() {
    Superblock superblock = image.superblock();
    for (long i = 0; i < superblock.fragments(); i++) {
      long number = i;
      submit(
          () ->
              attempt(
                  () -> {
                    DataBlocks.Fragment entry = DataBlocks.Fragment.read(image.fragments(), number);
                    byte[] content = new byte[superblock.blockSize()];
                    image.data().decode(entry.start(), entry.word(), content, "fragment " + number);
                    counter.add(entry.word() & DataBlocks.SIZE_MASK);
                  }));
    }
  }

  private void verifyIds() {
    for (int i = 0; i < image.superblock().ids(); i++) {
      image.id(i);
    }
  }

  private void verifyExport(Map<Long, Long> inodes) {
    if (image.exportTable().isEmpty()) {
      return;
    }
    LookupTable table = image.exportTable().get();
    inodes.forEach(
        (number, reference) -> {
          long exported = table.record(number - 1).getLong();
          if (exported != reference) {
            throw image
                .refusal()
                .bad(
                    "export table: inode %d: expected 0x%x but was 0x%x"
                        .formatted(number, reference, exported));
          }
        });
  }

  private void submit(Runnable work) {
    cancellation.check();
    if (underWay.size() == ahead) {
      Workers.result(underWay.removeFirst());
    }
    underWay.addLast(CompletableFuture.runAsync(work, workers.pool()));
  }

  private void finish() {
    while (!underWay.isEmpty()) {
      Workers.result(underWay.removeFirst());
    }
    counter.add(image.superblock().inodeTable());
  }
}

package org.nodecustomize.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;

/**
 * A mounted image in memory. Scripts get the answers that the test has laid down, in that order; a
 * script without an answer fails the test, and so does an answer that nobody asked for.
 */
public final class FakeImage extends MemoryTree implements MountedImage {
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> scripts = new ArrayList<>();
  private long freeBytes = 1L << 30;

  private record Answer(String part, CommandResult result, Consumer<MemoryTree> effect) {}

  public FakeImage() {
    directory("/mnt/packages");
  }

  /** The next script has to hold {@code part} and gets this answer. */
  public FakeImage answer(String part, int exitCode, String output) {
    return answer(part, exitCode, output, tree -> {});
  }

  /** The same for a script that changes the tree. */
  public FakeImage answer(String part, int exitCode, String output, Consumer<MemoryTree> effect) {
    answers.add(new Answer(part, new CommandResult(exitCode, output), effect));
    return this;
  }

  /** How much room packages find. */
  public FakeImage free(long bytes) {
    freeBytes = bytes;
    return this;
  }

  /** Every script that was run. */
  public List<String> scripts() {
    if (!answers.isEmpty()) {
      throw new AssertionError("never run: " + answers);
    }
    return List.copyOf(scripts);
  }

  @Override
  public String scratch() {
    return "/mnt";
  }

  @Override
  public String packages() {
    return "/mnt/packages";
  }

  @Override
  public CommandResult run(String script, Duration limit, Consumer<String> lines) {
    Answer answer = answers.poll();
    if (answer == null || !script.contains(answer.part())) {
      throw new AssertionError("unexpected script:\n" + script + "\nexpected: " + answer);
    }
    scripts.add(script);
    answer.result().log().lines().forEach(lines);
    answer.effect().accept(this);
    return answer.result();
  }

  @Override
  public void write(String path, byte[] content) {
    if (!exists(path.substring(0, Math.max(1, path.lastIndexOf('/'))))) {
      throw new AssertionError("no directory for " + path);
    }
    file(path, content);
  }

  @Override
  public void copyIn(Path local, String path) {
    try {
      write(path, Files.readAllBytes(local));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void makeDirectories(String path) {
    directory(path);
  }

  @Override
  public void remove(String path) {
    if (path.equals(scratch()) || path.startsWith(packages())) {
      throw new AssertionError(path + " is not the image's");
    }
    delete(path);
  }

  @Override
  public void link(String target, String path) {
    delete(path);
    symbolicLink(path, target);
  }

  @Override
  public long freeBytes() {
    return freeBytes;
  }

  /** Understands what {@link PaxArchive} writes of files, directories and links. */
  @Override
  public void unpack(InputStream tar) throws IOException {
    TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8");
    for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      String path = ("/" + entry.getName().substring(2)).replaceFirst("(?<=.)/$", "");
      if (entry.isDirectory()) {
        directory(path);
      } else {
        delete(path);
        if (entry.isSymbolicLink()) {
          symbolicLink(path, entry.getLinkName());
        } else {
          file(path, in.readAllBytes());
        }
      }
      mode(path, entry.getMode() & 07777)
          .owner(path, entry.getLongUserId(), entry.getLongGroupId());
      modified(path, entry.getLastModifiedTime().toInstant());
    }
  }

  @Override
  public void place(TreeEdits.Replacement replacement) {
    Placement after = replacement.after();
    mode(replacement.path(), after.permissions());
    owner(replacement.path(), after.uid(), after.gid());
    modified(replacement.path(), replacement.modified());
    after
        .attributes()
        .forEach((name, value) -> attribute(replacement.path(), name, value.toArray()));
  }

  @Override
  public void removeAttribute(String path, String name) {
    throw new AssertionError("no attribute " + name + " of " + path);
  }

  @Override
  public void removeAll(List<String> paths) {
    paths.forEach(this::remove);
  }
}

package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nodecustomize.squashfs.SquashfsTools;

/** File systems made by mke2fs and debugfs. */
final class Ext4Images {
  private Ext4Images() {}

  /**
   * Makes a file system with a tree in it.
   *
   * @param options of mke2fs, separated by blanks
   */
  static Path make(Path image, long size, String options, Path tree) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(image.toFile(), "rw")) {
      raw.setLength(size);
    }
    List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
    command.addAll(Arrays.asList(options.split(" ", -1)));
    command.addAll(List.of("-d", tree.toString(), image.toString()));
    SquashfsTools.run(command.toArray(String[]::new));
    return image;
  }

  /** Runs commands of debugfs on an image and returns what it printed. */
  static String debugfs(Path image, boolean write, List<String> commands) throws IOException {
    Path script = Files.createTempFile(image.toAbsolutePath().getParent(), "commands", "");
    Files.write(script, commands);
    return write
        ? SquashfsTools.run("debugfs", "-w", "-f", script.toString(), image.toString())
        : SquashfsTools.run("debugfs", "-f", script.toString(), image.toString());
  }

  static Ext4Source source(byte[] bytes) {
    return new Ext4Source(
        bytes.length, (offset, target) -> target.put(bytes, (int) offset, target.remaining()));
  }

  static Ext4Source source(FileChannel channel) throws IOException {
    return new Ext4Source(channel.size(), (offset, target) -> fill(channel, offset, target));
  }

  private static void fill(FileChannel channel, long offset, ByteBuffer target) {
    try {
      long at = offset;
      while (target.hasRemaining()) {
        at += channel.read(target, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Ext4FileSystem readable(Support support) {
    return assertInstanceOf(Support.Readable.class, support).tree();
  }
}

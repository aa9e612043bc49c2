package org.nodecustomize.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.proc.HostProgram;
import org.tukaani.xz.XZInputStream;

/** A root tree outside of an image: a tar archive or a directory. Gives a plain tar stream with
 * numeric owners. */
public final class RootTree {
  private static final int HEAD = 1024;

  private final Path path;

  private RootTree(Path path) {
    this.path = path;
  }

  /**
   * A tree to read.
   *
   * @throws UsageException if it is missing, unreadable, or neither an archive nor a directory
   */
  public static RootTree of(Path path) {
    String name = path.toString();
    if (!Files.exists(path)) {
      throw new UsageException(Problem.at(name, "no such file or directory"));
    }
    if (!Files.isReadable(path)) {
      throw new UsageException(Problem.at(name, "permission denied"));
    }
    RootTree tree = new RootTree(path);
    if (!Files.isDirectory(path)) {
      try (InputStream in = tree.archive()) {
        byte[] head = in.readNBytes(HEAD);
        if (!isTar(head)) {
          throw tree.notATree();
        }
      } catch (IOException e) {
        throw tree.notATree();
      }
    }
    return tree;
  }

  /** Gives the tree as a tar stream to {@code reader}. */
  public void stream(HostProgram programs, Consumer<InputStream> reader) {
    if (Files.isDirectory(path)) {
      programs.stream(
          List.of(
              "tar",
              "--create",
              "--numeric-owner",
              "--xattrs",
              "--xattrs-include=*",
              "--acls",
              "--selinux",
              "--sparse",
              "--one-file-system",
              "--directory=" + path,
              "."),
          out -> reader.accept(new NumericOwnerTar(out)));
      return;
    }
    try (InputStream in = new NumericOwnerTar(archive())) {
      reader.accept(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream archive() throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 18);
    try {
      in.mark(HEAD);
      byte[] head = in.readNBytes(16);
      in.reset();
      if (starts(head, 0x1F, 0x8B)) {
        return new GZIPInputStream(in, 1 << 16);
      }
      if (starts(head, 0xFD, '7', 'z', 'X', 'Z', 0)) {
        return new XZInputStream(in, 1 << 18);
      }
      if (starts(head, 0x28, 0xB5, 0x2F, 0xFD)) {
        return new ZstdInputStream(in);
      }
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private UsageException notATree() {
    return new UsageException(
        Problem.at(
            path.toString(), "neither a directory nor a tar archive (plain, gzip, xz, zstd)"));
  }

  /** An old V7 header has no magic, but its checksum tells: POSIX ustar, field chksum. */
  private static boolean isTar(byte[] head) {
    if (head.length < 512) {
      return false;
    }
    if (new String(head, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      return true;
    }
    byte[] header = Arrays.copyOf(head, 512);
    return NumericOwnerTar.checksum(header) == NumericOwnerTar.number(header, 148, 8);
  }

  private static boolean starts(byte[] head, int... wanted) {
    if (head.length < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((head[i] & 0xFF) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}

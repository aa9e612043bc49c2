package org.nodecustomize.tree;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** Contents of trees. */
final class Contents {
  private static final int PIECE = 1 << 16;

  private Contents() {}

  /** The content of a file of a tree that does not change. */
  static Content of(FileTree tree, String path, long size) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return tree.open(path).orElseThrow(() -> new FileNotFoundException(path));
      }
    };
  }

  static byte[] read(String path, Content content, int limit) {
    if (content.size() > limit) {
      throw tooLarge(path, limit, content.size());
    }
    try (InputStream in = content.open()) {
      byte[] bytes = in.readNBytes(limit);
      if (bytes.length == limit && in.read() >= 0) {
        throw tooLarge(path, limit, limit + 1L);
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Whether two contents have the same bytes. */
  static boolean same(String path, Content one, Content other) {
    if (one.size() != other.size()) {
      return false;
    }
    try (InputStream first = one.open();
        InputStream second = other.open()) {
      byte[] here;
      byte[] there;
      do {
        here = first.readNBytes(PIECE);
        there = second.readNBytes(PIECE);
      } while (here.length > 0 && Arrays.equals(here, there));
      return here.length == 0 && there.length == 0;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static OperationException tooLarge(String path, int limit, long size) {
    return new OperationException(
        Problem.at(path, "expected at most " + limit + " bytes but was " + size));
  }

  private static OperationException unreadable(String path, IOException e) {
    return new OperationException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
  }
}

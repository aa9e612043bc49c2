package org.nodecustomize.guestfs;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.ApplianceException;

/**
 * Lists all that is mounted in two programs of the appliance, find and getfattr, rather than by some
 * calls for each directory: five times as fast. By {@code debug}, which promises nothing between
 * versions; the form of the answers is checked by whoever reads them.
 */
final class TreeScan {
  private static final String PLACE = "/tmp/node-customize-scan";

  /** Bytes of a listing; two million names with long paths. */
  private static final long MOST = 500_000_000;

  /** A message of libguestfs holds 4 MiB. */
  private static final int PIECE = 3 << 20;

  /**
   * The lists go to memory, since the appliance's disk has little room. Times are left alone by the
   * mount options of whoever mounted it. Both at once, for an appliance with two processors. What
   * came to an end with an error, which a pipe does not tell, is not all.
   */
  private static final String SCRIPT =
      """
      mkdir -p %1$s
      umount %1$s 2>/dev/null || true
      mount -t tmpfs -o size=1g tmpfs %1$s
      cd /sysroot
      { find . -printf '%%y %%m %%U %%G %%s %%T@ %%i %%n %%P//%%l\\n' && : > %1$s/all-names; } |
      head -c %2$d > %1$s/names &
      { getfattr -R -P -h -d -m - -e hex . && : > %1$s/all-attributes; } 2>/dev/null |
      head -c %2$d > %1$s/attributes
      wait
      [ -e %1$s/all-names ]
      [ -e %1$s/all-attributes ]
      echo names $(wc -c < %1$s/names) attributes $(wc -c < %1$s/attributes) end
      """;

  private static final Pattern ANSWER = Pattern.compile("names ([0-9]+) attributes ([0-9]+) end");

  private final Handle handle;

  TreeScan(Handle handle) {
    this.handle = handle;
  }

  /** Lists; empty where the appliance lacks what that needs, or something cannot be listed. */
  Optional<TreeListing> list() {
    String answer = new String(run(SCRIPT.formatted(PLACE, MOST)), StandardCharsets.UTF_8);
    Matcher told = ANSWER.matcher(answer.strip());
    if (!told.matches()) {
      return Optional.empty();
    }
    long names = Long.parseLong(told.group(1));
    long attributes = Long.parseLong(told.group(2));
    if (names == 0 || names >= MOST || attributes >= MOST) {
      return Optional.empty();
    }
    return Optional.of(
        new TreeListing(
            new Listing(PLACE + "/names", names),
            new Listing(PLACE + "/attributes", attributes),
            this::free));
  }

  private void free() {
    // The memory goes with the appliance; and its end has been told.
    if (!handle.hasEnded()) {
      run("umount " + PLACE);
    }
  }

  private byte[] run(String script) {
    String[] command = ApplianceScript.command(script);
    return handle.memory(
        "debug",
        Handle.BULK,
        (library, g) -> library.guestfs_debug(g, "sh", command),
        text -> handle.natives().takeBytes(text, length(text)));
  }

  private static long length(Pointer text) {
    return text.indexOf(0, (byte) 0);
  }

  /** A file of the appliance itself. */
  private final class Listing extends PieceStream {
    private final String file;

    Listing(String file, long size) {
      super(size);
      this.file = file;
    }

    @Override
    protected byte[] fetch(long offset, long rest) {
      // A newline at the end of an answer would be cut off.
      byte[] piece = run("tail -c +%d %s | head -c %d; echo .".formatted(offset + 1, file, PIECE));
      int end = piece.length - 1;
      if (end < 1 || end > rest || piece[end] != '.') {
        throw new ApplianceException("debug", 0, "a listing ended too early");
      }
      return Arrays.copyOf(piece, end);
    }
  }
}

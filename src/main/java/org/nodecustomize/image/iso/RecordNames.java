package org.nodecustomize.image.iso;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the entries of directories are called. */
interface RecordNames {

  /** The name of a regular file or directory; empty for others, and where it is no name. */
  Optional<String> of(DirectoryRecord one) throws IOException;

  /** Reads what a record goes on with elsewhere. */
  interface Continuation {
    ByteBuffer read(int block, int length) throws IOException;
  }

  /** The names of ISO 9660 itself, without version. */
  static RecordNames plain() {
    return one -> clean(one, new String(one.identifier(), StandardCharsets.ISO_8859_1));
  }

  /** The names of Joliet. */
  static RecordNames joliet() {
    return one -> clean(one, new String(one.identifier(), StandardCharsets.UTF_16BE));
  }

  private static Optional<String> clean(DirectoryRecord one, String stored) {
    String name = stored.replaceFirst(";[0-9]{1,5}$", "").replaceFirst("\\.$", "");
    return one.isDots() ? Optional.empty() : usable(name);
  }

  /** Names become part of messages and are compared with what a user wrote. */
  private static Optional<String> usable(String name) {
    boolean clean =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c == '/' || c == 0xfffd || Character.isISOControl(c));
    return clean ? Optional.of(name) : Optional.empty();
  }

  /**
   * The names of Rock Ridge, where the medium has them: the root's record of itself begins with
   * {@code SP} (SUSP, 5.3), which says how much every other record has before the first entry.
   */
  static Optional<RecordNames> rockRidge(DirectoryRecord self, Continuation continuation) {
    byte[] use = self.systemUse();
    return use.length >= 7 && use[0] == 'S' && use[1] == 'P' && (use[4] & 0xff) == 0xbe
        ? Optional.of(new RockRidge(use[6] & 0xff, continuation))
        : Optional.empty();
  }

  /**
   * Names in entries {@code NM}, several where one record has no room.
   *
   * @param skip bytes before the first entry of a record
   */
  record RockRidge(int skip, Continuation continuation) implements RecordNames {
    private static final int HEAD = 4;
    private static final int MOST_AREAS = 16;
    private static final int LONGEST = 1024;
    private static final int DOTS = 0x06;
    private static final int FILE_TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    @Override
    public Optional<String> of(DirectoryRecord one) throws IOException {
      if (one.isDots()) {
        return Optional.empty();
      }
      StringBuilder name = new StringBuilder();
      byte[] use = one.systemUse();
      ByteBuffer area =
          ByteBuffer.wrap(use).order(ByteOrder.LITTLE_ENDIAN).position(Math.min(skip, use.length));
      for (int areas = 0; areas < MOST_AREAS; areas++) {
        Optional<ByteBuffer> next = Optional.empty();
        while (area.remaining() >= HEAD) {
          int at = area.position();
          int length = area.get(at + 2) & 0xff;
          if (length < HEAD || length > area.remaining()) {
            break;
          }
          String kind = (char) area.get(at) + "" + (char) area.get(at + 1);
          if (kind.equals("NM") && length > HEAD + 1) {
            if ((area.get(at + HEAD) & DOTS) != 0 || name.length() > LONGEST) {
              return Optional.empty();
            }
            name.append(new String(area.array(), at + 5, length - 5, StandardCharsets.ISO_8859_1));
          } else if (kind.equals("PX") && length >= 8) {
            int type = area.getInt(at + HEAD) & FILE_TYPE;
            if (type != REGULAR && type != DIRECTORY) {
              return Optional.empty();
            }
          } else if (kind.equals("CE") && length >= 28) {
            next = continuation(area.getInt(at + 4), area.getInt(at + 12), area.getInt(at + 20));
          } else if (kind.equals("ST")) {
            break;
          }
          area.position(at + length);
        }
        if (next.isEmpty()) {
          break;
        }
        area = next.get();
      }
      String text =
          new String(name.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      return text.isEmpty() ? plain().of(one) : usable(text);
    }

    private Optional<ByteBuffer> continuation(int block, int offset, int length)
        throws IOException {
      if (block < 0
          || offset < 0
          || length < 0
          || offset > IsoMedium.SECTOR
          || length > IsoMedium.SECTOR - offset) {
        throw new BadMediumException("bad medium: a name goes on outside of its sector");
      }
      ByteBuffer read = continuation.read(block, offset + length);
      return Optional.of(read.position(offset));
    }
  }
}

package org.nodecustomize.rpm;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Checks the bytes of one header and indexes its values.
 *
 * <p>Layout (rpm's reference manual, "RPM V4 Package format", and the Linux Standard Base, "Package
 * File Format"): magic {@code 8e ad e8 01}, four reserved zero bytes, number of index entries, size
 * of the store in bytes; then entries of tag, type, offset in the store and count; then the store.
 * All numbers are big-endian 32-bit. Values do not overlap and come in the order of the index; the
 * region entry alone stands first and points to a trailer that repeats it with the negated size of
 * the index that it covers.
 */
final class HeaderParser {
  static final int CHAR = 1;
  static final int INT8 = 2;
  static final int INT16 = 3;
  static final int INT32 = 4;
  static final int INT64 = 5;
  static final int STRING = 6;
  static final int BIN = 7;
  static final int STRING_ARRAY = 8;
  static final int I18NSTRING = 9;

  /** Magic, reserved bytes and the two sizes. */
  static final int INTRO_BYTES = 16;

  private static final long MAGIC = 0x8eade801_00000000L;
  private static final int ENTRY_BYTES = 16;
  private static final int FIRST_REGION_TAG = 61;
  private static final int LAST_REGION_TAG = 63;

  /** More values of one tag are in no package; it keeps decoded lists small. */
  private static final int MAX_VALUES = 1 << 20;

  private static final Map<Integer, HeaderTag> SIGNATURE_TAGS = byNumber(SignatureTag.values());
  private static final Map<Integer, HeaderTag> MAIN_TAGS = byNumber(RpmTag.values());
  private static final Map<Integer, HeaderTag> INSTALLED_TAGS =
      byNumber(RpmTag.values(), InstalledTag.values());

  private final byte[] image;
  private final ByteBuffer bytes;
  private final int entryCount;
  private final int storeStart;
  private final int storeBytes;

  private HeaderParser(byte[] image, Intro intro) {
    this.image = image;
    this.bytes = ByteBuffer.wrap(image);
    this.entryCount = intro.entries;
    this.storeStart = INTRO_BYTES + intro.entries * ENTRY_BYTES;
    this.storeBytes = intro.storeBytes;
  }

  /**
   * Which header it is, with its bounds. rpm itself allows 65,535 entries, and stores of 256 MiB
   * (main) and 64 MiB (signature) ({@code lib/header.c}, {@code lib/signature.c}); the bounds here
   * are lower and still ten times what the largest real packages have.
   */
  enum Kind {
    SIGNATURE("signature header", 16 << 20),
    MAIN("header", 64 << 20),
    /**
     * A header of the database of installed packages: the main header's region, and behind it what
     * was added when the package was installed. An added value takes the place of one in the region.
     */
    INSTALLED("header", 64 << 20);

    static final int MAX_ENTRIES = 0xffff;

    final String title;
    final int maxStoreBytes;

    Kind(String title, int maxStoreBytes) {
      this.title = title;
      this.maxStoreBytes = maxStoreBytes;
    }

    private Map<Integer, HeaderTag> tags() {
      return switch (this) {
        case SIGNATURE -> SIGNATURE_TAGS;
        case MAIN -> MAIN_TAGS;
        case INSTALLED -> INSTALLED_TAGS;
      };
    }
  }

  /** The sizes that the first bytes of a header declare, within the bounds of its kind. */
  record Intro(int entries, int storeBytes) {
    /** Bytes of the whole header. */
    int imageBytes() {
      return INTRO_BYTES + entries * ENTRY_BYTES + storeBytes;
    }
  }

  /**
   * Reads the first 16 bytes.
   *
   * @throws BadHeaderException if the magic is another one or a size is out of bounds
   */
  static Intro intro(ByteBuffer first, Kind kind) throws BadHeaderException {
    if (first.getLong(0) != MAGIC) {
      throw new BadHeaderException(
          String.format(
              Locale.ROOT,
              "bad %s: expected magic %016x but was %016x",
              kind.title,
              MAGIC,
              first.getLong(0)));
    }
    long entries = Integer.toUnsignedLong(first.getInt(8));
    long storeBytes = Integer.toUnsignedLong(first.getInt(12));
    bound(kind, "index entries", Kind.MAX_ENTRIES, entries);
    bound(kind, "bytes of values", kind.maxStoreBytes, storeBytes);
    return new Intro((int) entries, (int) storeBytes);
  }

  private static void bound(Kind kind, String what, int most, long was) throws BadHeaderException {
    if (was < 1 || was > most) {
      throw new BadHeaderException(
          String.format(
              Locale.ROOT,
              "bad %s: expected 1 to %,d %s but was %,d",
              kind.title,
              most,
              what,
              was));
    }
  }

  /**
   * Checks a whole header.
   *
   * @param image the bytes of the header, magic included, as long as {@code intro} says
   */
  static RpmHeader parse(byte[] image, Intro intro, Kind kind) throws BadHeaderException {
    HeaderParser parser = new HeaderParser(image, intro);
    try {
      return parser.parse(kind);
    } catch (BadHeaderException e) {
      throw new BadHeaderException("bad " + kind.title + ": " + e.reason());
    }
  }

  private RpmHeader parse(Kind kind) throws BadHeaderException {
    Map<Integer, RpmHeader.Entry> entries = new HashMap<>();
    boolean region = isRegion(bytes.getInt(INTRO_BYTES));
    Map<Integer, HeaderTag> tags = kind.tags();
    int covered = region ? checkRegion(kind) : 0;
    int end = 0;
    for (int i = region ? 1 : 0; i < entryCount; i++) {
      int at = INTRO_BYTES + i * ENTRY_BYTES;
      int number = bytes.getInt(at);
      int type = bytes.getInt(at + 4);
      int offset = bytes.getInt(at + 8);
      int count = bytes.getInt(at + 12);
      if (offset < end || offset > storeBytes) {
        throw entryFault(
            number, "expected an offset of %,d to %,d but was %,d", end, storeBytes, offset);
      }
      int length = length(number, type, offset, count);
      end = offset + length;
      HeaderTag tag = tags.get(number);
      if (tag != null) {
        checkKnown(tag, type, count);
        RpmHeader.Entry entry = new RpmHeader.Entry(type, storeStart + offset, count, length);
        boolean added = kind == Kind.INSTALLED && i >= covered;
        if (entries.put(number, entry) != null && !added) {
          throw new BadHeaderException(tag + " (" + number + ") is there twice");
        }
      }
    }
    return new RpmHeader(image, entries);
  }

  private static Map<Integer, HeaderTag> byNumber(HeaderTag[]... tags) {
    return Arrays.stream(tags)
        .flatMap(Arrays::stream)
        .collect(toUnmodifiableMap(HeaderTag::number, Function.identity()));
  }

  private static boolean isRegion(int tag) {
    return tag >= FIRST_REGION_TAG && tag <= LAST_REGION_TAG;
  }

  /**
   * rpm refuses a package whose main header has entries outside its region (exact size), because
   * they would be outside what is kept and checked after the installation.
   *
   * @return the entries in the region, its own among them
   */
  private int checkRegion(Kind kind) throws BadHeaderException {
    int tag = bytes.getInt(INTRO_BYTES);
    int type = bytes.getInt(INTRO_BYTES + 4);
    int offset = bytes.getInt(INTRO_BYTES + 8);
    int count = bytes.getInt(INTRO_BYTES + 12);
    if (type != BIN || count != ENTRY_BYTES) {
      throw entryFault(
          tag, "expected a region of type 7 and 16 bytes but was %d and %d", type, count);
    }
    if (offset < 0 || offset > storeBytes - ENTRY_BYTES) {
      throw entryFault(
          tag, "expected a region trailer in %,d bytes but was at %,d", storeBytes, offset);
    }
    int trailer = storeStart + offset;
    long covered = -(long) bytes.getInt(trailer + 8);
    boolean trailerFits =
        isRegion(bytes.getInt(trailer))
            && bytes.getInt(trailer + 4) == BIN
            && bytes.getInt(trailer + 12) == ENTRY_BYTES
            && covered > 0
            && covered % ENTRY_BYTES == 0
            && covered / ENTRY_BYTES <= entryCount;
    if (!trailerFits) {
      throw new BadHeaderException("tag " + tag + ": bad region trailer");
    }
    if (kind == Kind.MAIN
        && (covered / ENTRY_BYTES != entryCount || offset != storeBytes - ENTRY_BYTES)) {
      throw entryFault(
          tag,
          "expected a region of all %,d entries but was %,d",
          entryCount,
          covered / ENTRY_BYTES);
    }
    return (int) (covered / ENTRY_BYTES);
  }

  /** Checks type, alignment and bounds of a value, and gives its bytes. */
  private int length(int tag, int type, int offset, int count) throws BadHeaderException {
    int room = storeBytes - offset;
    if (count < 1 || count > room) {
      throw entryFault(tag, "expected 1 to %,d values but was %,d", room, count);
    }
    return switch (type) {
      case CHAR, INT8, BIN -> count;
      case INT16 -> integers(tag, offset, count, Short.BYTES);
      case INT32 -> integers(tag, offset, count, Integer.BYTES);
      case INT64 -> integers(tag, offset, count, Long.BYTES);
      case STRING, STRING_ARRAY, I18NSTRING -> {
        if (type == STRING && count != 1) {
          throw entryFault(tag, "expected 1 string but was %,d", count);
        }
        yield strings(tag, offset, count);
      }
      default -> throw entryFault(tag, "expected a type of 1 to 9 but was %d", type);
    };
  }

  private int integers(int tag, int offset, int count, int width) throws BadHeaderException {
    if (offset % width != 0) {
      throw entryFault(tag, "expected an offset divisible by %d but was %,d", width, offset);
    }
    long length = (long) count * width;
    if (length > storeBytes - offset) {
      throw entryFault(tag, "expected at most %,d bytes but was %,d", storeBytes - offset, length);
    }
    return (int) length;
  }

  private int strings(int tag, int offset, int count) throws BadHeaderException {
    int at = offset;
    for (int i = 0; i < count; i++) {
      while (at < storeBytes && image[storeStart + at] != 0) {
        at++;
      }
      if (at == storeBytes) {
        throw new BadHeaderException("tag " + tag + ": a string has no end");
      }
      at++;
    }
    return at - offset;
  }

  private static void checkKnown(HeaderTag tag, int type, int count) throws BadHeaderException {
    HeaderTag.Family family =
        switch (type) {
          case STRING, STRING_ARRAY, I18NSTRING -> HeaderTag.Family.TEXT;
          case BIN -> HeaderTag.Family.BYTES;
          default -> HeaderTag.Family.NUMBER;
        };
    if (family != tag.family()) {
      throw entryFault(
          tag.number(), "expected %s to be %s but was type %d", tag, tag.family(), type);
    }
    if (family != HeaderTag.Family.BYTES && count > MAX_VALUES) {
      throw entryFault(tag.number(), "expected at most %,d values but was %,d", MAX_VALUES, count);
    }
  }

  private static BadHeaderException entryFault(int tag, String format, Object... values) {
    return new BadHeaderException("tag " + tag + ": " + String.format(Locale.ROOT, format, values));
  }
}

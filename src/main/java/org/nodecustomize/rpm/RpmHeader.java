package org.nodecustomize.rpm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A header: values by tag. All offsets, counts and types were checked when it was parsed, so that
 * the accessors neither fail nor allocate more than the header's own size. Immutable.
 */
public final class RpmHeader {
  private final byte[] image;
  private final Map<Integer, Entry> entries;

  /**
   * A checked value.
   *
   * @param offset where the value starts in the image
   * @param length its bytes, strings with their final NUL
   */
  record Entry(int type, int offset, int count, int length) {}

  RpmHeader(byte[] image, Map<Integer, Entry> entries) {
    this.image = image;
    this.entries = Map.copyOf(entries);
  }

  /** Whether the tag has a value. */
  public boolean has(HeaderTag tag) {
    return entries.containsKey(tag.number());
  }

  /** How many values the tag has. */
  public int count(HeaderTag tag) {
    return Optional.ofNullable(entries.get(tag.number())).map(Entry::count).orElse(0);
  }

  /** The first string of a text tag. */
  public Optional<String> text(HeaderTag tag) {
    return entry(tag, HeaderTag.Family.TEXT).map(e -> string(e.offset, endOfString(e.offset)));
  }

  /** All strings of a text tag; empty where it has no value. */
  public List<String> texts(HeaderTag tag) {
    Optional<Entry> found = entry(tag, HeaderTag.Family.TEXT);
    if (found.isEmpty()) {
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    int at = found.get().offset;
    for (int i = 0; i < found.get().count; i++) {
      int end = endOfString(at);
      strings.add(string(at, end));
      at = end + 1;
    }
    return List.copyOf(strings);
  }

  /** The first number of a number tag, unsigned; 64-bit values above 2^63 come out negative. */
  public Optional<Long> number(HeaderTag tag) {
    return entry(tag, HeaderTag.Family.NUMBER).map(e -> numberAt(e, 0));
  }

  /** All numbers of a number tag; empty where it has no value. */
  public List<Long> numbers(HeaderTag tag) {
    Optional<Entry> found = entry(tag, HeaderTag.Family.NUMBER);
    if (found.isEmpty()) {
      return List.of();
    }
    List<Long> numbers = new ArrayList<>(found.get().count);
    for (int i = 0; i < found.get().count; i++) {
      numbers.add(numberAt(found.get(), i));
    }
    return List.copyOf(numbers);
  }

  /** A copy of the value of a binary tag. */
  public Optional<byte[]> bytes(HeaderTag tag) {
    return entry(tag, HeaderTag.Family.BYTES)
        .map(e -> Arrays.copyOfRange(image, e.offset, e.offset + e.length));
  }

  /** Bytes of the header in the file, from its magic to the end of its store. */
  public int length() {
    return image.length;
  }

  /**
   * The header exactly as it is in the file, magic included: what digests and signatures of the
   * header cover. Not a copy; callers in this package only read it.
   */
  byte[] image() {
    return image;
  }

  private Optional<Entry> entry(HeaderTag tag, HeaderTag.Family family) {
    if (tag.family() != family) {
      throw new IllegalArgumentException(tag + " is " + tag.family() + ", not " + family);
    }
    return Optional.ofNullable(entries.get(tag.number()));
  }

  private int endOfString(int start) {
    int end = start;
    while (image[end] != 0) {
      end++;
    }
    return end;
  }

  /** Text is UTF-8; old packages are Latin-1, which never fails and loses nothing. */
  private String string(int start, int end) {
    ByteBuffer bytes = ByteBuffer.wrap(image, start, end - start);
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes);
      return text.toString();
    } catch (CharacterCodingException e) {
      return new String(image, start, end - start, StandardCharsets.ISO_8859_1);
    }
  }

  private long numberAt(Entry entry, int index) {
    ByteBuffer store = ByteBuffer.wrap(image);
    return switch (entry.type) {
      case HeaderParser.INT16 -> Short.toUnsignedLong(store.getShort(entry.offset + 2 * index));
      case HeaderParser.INT32 -> Integer.toUnsignedLong(store.getInt(entry.offset + 4 * index));
      case HeaderParser.INT64 -> store.getLong(entry.offset + 8 * index);
      default -> Byte.toUnsignedLong(store.get(entry.offset + index));
    };
  }
}

package org.nodecustomize.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/**
 * Reads what comes before the payload: a lead of 96 bytes, the signature header padded to a multiple
 * of 8 bytes, the main header (rpm's reference manual, "RPM V4 Package format"). Of the lead only
 * the magic, the version, the type and the signature type mean anything today.
 */
final class PackageReader {
  private static final int LEAD_BYTES = 96;
  private static final int LEAD_MAGIC = 0xedabeedb;

  /** The first bytes of a delta that has no RPM header of its own ("rpm-only" deltarpm). */
  private static final int DELTA_MAGIC = 0x6472706d;

  /** The signature is a header; every other kind is older than rpm 3. */
  private static final int HEADER_SIGNATURE = 5;

  private static final int SNIFF_BYTES = 512;
  private static final long ISO_MARK_OFFSET = 32_769;

  private final Path path;
  private final PackageContent content;
  private final long size;

  private PackageReader(Path path, PackageContent content) {
    this.path = path;
    this.content = content;
    this.size = content.size();
  }

  /** Reads a package, wherever it is. */
  static RpmFile read(Path name, PackageContent content) throws IOException {
    try {
      return new PackageReader(name, content).read();
    } catch (BadHeaderException e) {
      throw e.refusal(name);
    }
  }

  static RpmFile read(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Opening a FIFO would wait for its writer.
      throw new UsageException(Problem.at(path.toString(), "is not a regular file"));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new PackageReader(path, PackageContent.of(channel, 0, channel.size())).read();
    } catch (NoSuchFileException e) {
      throw new UsageException(Problem.at(path.toString(), "does not exist"), e);
    } catch (BadHeaderException e) {
      throw e.refusal(path);
    } catch (IOException e) {
      throw new UsageException(Problem.at(path.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  private RpmFile read() throws IOException, BadHeaderException {
    if (size == 0) {
      throw new OperationException(
          Problem.at(path.toString(), "is empty: expected an RPM package but was 0 bytes")
              .withHint("copy or download it again"));
    }
    boolean source = readLead();
    RpmHeader signature = readHeader(LEAD_BYTES, HeaderParser.Kind.SIGNATURE);
    long headerOffset = LEAD_BYTES + ((signature.length() + 7L) & ~7L);
    RpmHeader header = readHeader(headerOffset, HeaderParser.Kind.MAIN);
    RpmFile file = RpmFile.of(path, source, signature, header, headerOffset, size);
    checkSize(file);
    return file;
  }

  /** Returns whether the lead is that of a source package. */
  private boolean readLead() throws IOException, BadHeaderException {
    byte[] first = bytes(0, (int) Math.min(size, SNIFF_BYTES));
    ByteBuffer start = ByteBuffer.wrap(first);
    int magic = start.remaining() < Integer.BYTES ? 0 : start.getInt(0);
    if (magic == DELTA_MAGIC) {
      throw new OperationException(
          Problem.at(path.toString(), "is a delta rpm, which cannot be installed")
              .withHint("use the complete package"));
    }
    if (magic != LEAD_MAGIC) {
      throw notAnRpm(first);
    }
    if (size < LEAD_BYTES) {
      throw truncated("in the lead", LEAD_BYTES);
    }
    int major = start.get(4);
    if (major != 3 && major != 4) {
      throw new BadHeaderException("bad lead: expected RPM format 3 or 4 but was " + major);
    }
    int type = start.getShort(6);
    if (type != 0 && type != 1) {
      throw new BadHeaderException(
          "bad lead: expected type 0 (binary) or 1 (source) but was " + type);
    }
    int signatureType = start.getShort(78);
    if (signatureType != HEADER_SIGNATURE) {
      throw new BadHeaderException(
          "bad lead: expected signature type " + HEADER_SIGNATURE + " but was " + signatureType);
    }
    return type == 1;
  }

  private OperationException notAnRpm(byte[] start) throws IOException {
    byte[] isoMark = size >= ISO_MARK_OFFSET + 5 ? bytes(ISO_MARK_OFFSET, 5) : new byte[0];
    String suffix =
        ContentSniffer.looksLike(start, isoMark)
            .map(what -> ": looks like " + what)
            .orElse(": expected magic edabeedb");
    return new OperationException(
        Problem.at(path.toString(), "is not an RPM package" + suffix)
            .withHint("see what it is: file " + path));
  }

  private RpmHeader readHeader(long offset, HeaderParser.Kind kind)
      throws IOException, BadHeaderException {
    String place = "in the " + kind.title;
    long introEnd = offset + HeaderParser.INTRO_BYTES;
    if (introEnd > size) {
      throw truncated(place, introEnd);
    }
    HeaderParser.Intro intro =
        HeaderParser.intro(ByteBuffer.wrap(bytes(offset, HeaderParser.INTRO_BYTES)), kind);
    long end = offset + intro.imageBytes();
    if (end > size) {
      throw truncated(place, end);
    }
    return HeaderParser.parse(bytes(offset, intro.imageBytes()), intro, kind);
  }

  private void checkSize(RpmFile file) throws BadHeaderException {
    if (file.declaredSize().isEmpty()) {
      return;
    }
    long declared = file.declaredSize().get();
    if (declared < file.payloadOffset()) {
      throw new BadHeaderException(
          String.format(
              Locale.ROOT,
              "bad signature header: expected a size of at least %,d bytes but was %,d",
              file.payloadOffset() - file.headerOffset(),
              declared - file.headerOffset()));
    }
    if (size < declared) {
      throw new OperationException(
          Problem.at(
                  path.toString(),
                  String.format(
                      Locale.ROOT, "truncated: expected %,d bytes but was %,d", declared, size))
              .withHint("copy or download it again"));
    }
  }

  private OperationException truncated(String place, long atLeast) {
    return new OperationException(
        Problem.at(
                path.toString(),
                String.format(
                    Locale.ROOT,
                    "truncated %s: expected at least %,d bytes but was %,d",
                    place,
                    atLeast,
                    size))
            .withHint("copy or download it again"));
  }

  private byte[] bytes(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    content.read(offset, ByteBuffer.wrap(bytes));
    return bytes;
  }
}

package org.nodecustomize.squashfs;

/** The compressor options block behind the superblock: a metadata block that is never compressed. */
final class StoredOptions {
  /** Room for options to come; today's longest have 22 bytes. */
  private static final int LONGEST = 256;

  private StoredOptions() {}

  /** The payload; empty where the image has none. */
  static byte[] read(ImageBytes image, Superblock superblock) {
    if (!superblock.has(Superblock.HAS_OPTIONS)) {
      return new byte[0];
    }
    String what = "compressor options";
    int header = Short.toUnsignedInt(image.read(Superblock.SIZE, 2, what).getShort());
    int length = header & ~MetadataBlocks.RAW;
    if ((header & MetadataBlocks.RAW) == 0 || length > LONGEST) {
      throw image
          .refusal()
          .bad(
              what
                  + ": expected a header of 0x8000 to 0x8100 but was 0x"
                  + Integer.toHexString(header));
    }
    byte[] payload = new byte[length];
    image.read(Superblock.SIZE + 2, payload, length, what);
    return payload;
  }
}

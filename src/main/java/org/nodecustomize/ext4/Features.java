package org.nodecustomize.ext4;

import java.util.Locale;
import java.util.Optional;

/**
 * Feature bits of the superblock: {@code s_feature_compat}, {@code s_feature_incompat} and {@code
 * s_feature_ro_compat} of the kernel's Documentation/filesystems/ext4/super.rst.
 *
 * <p>A reader has to know every incompatible feature. It may ignore the compatible ones, and those
 * of the third kind too, since it writes nothing: so {@code bigalloc}, {@code verity} and what comes
 * after them are read as everything else.
 */
final class Features {
  static final int COMPAT_SPARSE_SUPER2 = 0x200;

  static final int INCOMPAT_FILETYPE = 0x2;
  static final int INCOMPAT_META_BG = 0x10;
  static final int INCOMPAT_EXTENTS = 0x40;
  static final int INCOMPAT_64BIT = 0x80;
  static final int INCOMPAT_MMP = 0x100;
  static final int INCOMPAT_FLEX_BG = 0x200;
  static final int INCOMPAT_EA_INODE = 0x400;
  static final int INCOMPAT_CSUM_SEED = 0x2000;
  static final int INCOMPAT_LARGEDIR = 0x4000;
  static final int INCOMPAT_INLINE_DATA = 0x8000;

  static final int RO_SPARSE_SUPER = 0x1;
  static final int RO_HUGE_FILE = 0x8;
  static final int RO_GDT_CSUM = 0x10;
  static final int RO_BIGALLOC = 0x200;
  static final int RO_METADATA_CSUM = 0x400;

  private static final int INCOMPAT_COMPRESSION = 0x1;
  private static final int INCOMPAT_RECOVER = 0x4;
  private static final int INCOMPAT_JOURNAL_DEV = 0x8;
  private static final int INCOMPAT_DIRDATA = 0x1000;
  private static final int INCOMPAT_ENCRYPT = 0x10000;
  private static final int INCOMPAT_CASEFOLD = 0x20000;

  private static final int KNOWN =
      INCOMPAT_FILETYPE
          | INCOMPAT_META_BG
          | INCOMPAT_EXTENTS
          | INCOMPAT_64BIT
          | INCOMPAT_MMP
          | INCOMPAT_FLEX_BG
          | INCOMPAT_EA_INODE
          | INCOMPAT_CSUM_SEED
          | INCOMPAT_LARGEDIR
          | INCOMPAT_INLINE_DATA;

  private Features() {}

  /** Why these incompatible features cannot be read here; empty where they can. */
  static Optional<String> obstacle(int incompatible) {
    int unknown = incompatible & ~KNOWN;
    if (unknown == 0) {
      return Optional.empty();
    }
    return Optional.of(
        switch (Integer.lowestOneBit(unknown)) {
          case INCOMPAT_COMPRESSION -> "it has the feature \"compression\"";
          case INCOMPAT_RECOVER -> "its journal holds changes that are not in place yet";
          case INCOMPAT_JOURNAL_DEV -> "it is the journal of another file system";
          case INCOMPAT_DIRDATA -> "it has the feature \"dirdata\"";
          case INCOMPAT_ENCRYPT -> "it has the feature \"encrypt\"";
          case INCOMPAT_CASEFOLD -> "it has the feature \"casefold\"";
          default ->
              String.format(
                  Locale.ROOT,
                  "it has an incompatible feature that is not known here (0x%x)",
                  Integer.lowestOneBit(unknown));
        });
  }
}

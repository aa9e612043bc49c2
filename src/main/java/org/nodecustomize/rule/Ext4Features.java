package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.ext4.Ext4Superblock;

/**
 * Features of ext4 and the kernel that first mounts them, after the kernel's fs/ext4/ext4.h and the
 * commits that added them.
 */
public final class Ext4Features {
  private static final int JOURNAL_DEVICE = 0x8;

  /**
   * A feature.
   *
   * @param bit in its set
   * @param enterprise the first major release of Enterprise Linux whose kernel mounts it; 99 for none
   *     that is known
   */
  private record Feature(String name, int bit, int enterprise) {}

  private static final List<Feature> INCOMPATIBLE =
      List.of(
          new Feature("compression", 0x1, 99),
          new Feature("filetype", 0x2, 7),
          new Feature("journal_dev", JOURNAL_DEVICE, 99),
          new Feature("meta_bg", 0x10, 7),
          new Feature("extents", 0x40, 7),
          new Feature("64bit", 0x80, 7),
          new Feature("mmp", 0x100, 7),
          new Feature("flex_bg", 0x200, 7),
          new Feature("ea_inode", 0x400, 8),
          new Feature("dirdata", 0x1000, 99),
          new Feature("metadata_csum_seed", 0x2000, 8),
          new Feature("large_dir", 0x4000, 8),
          new Feature("inline_data", 0x8000, 8),
          new Feature("encrypt", 0x10000, 8),
          new Feature("casefold", 0x20000, 9));

  /** Mounting read-only works without these, but installed layers are written to. */
  private static final List<Feature> READ_ONLY =
      List.of(
          new Feature("sparse_super", 0x1, 7),
          new Feature("large_file", 0x2, 7),
          new Feature("huge_file", 0x8, 7),
          new Feature("uninit_bg", 0x10, 7),
          new Feature("dir_nlink", 0x20, 7),
          new Feature("extra_isize", 0x40, 7),
          new Feature("quota", 0x100, 7),
          new Feature("bigalloc", 0x200, 7),
          new Feature("metadata_csum", 0x400, 7),
          new Feature("read-only", 0x1000, 8),
          new Feature("project", 0x2000, 8),
          new Feature("verity", 0x8000, 9),
          new Feature("orphan_present", 0x10000, 10));

  private Ext4Features() {}

  /** The names of features that keep kernels of a release from mounting the file system. */
  public static List<String> unknown(Ext4Superblock superblock, int release) {
    return names(superblock.incompatibleFeatures() & ~0x4, INCOMPATIBLE, release);
  }

  /** The names of features that keep kernels of a release from writing to the file system. */
  public static List<String> unwritable(Ext4Superblock superblock, int release) {
    return names(superblock.readOnlyFeatures(), READ_ONLY, release);
  }

  /** The names of features that a file system has and another has not. */
  public static List<String> added(Ext4Superblock superblock, Ext4Superblock base) {
    List<String> names =
        new ArrayList<>(
            names(
                superblock.incompatibleFeatures() & ~base.incompatibleFeatures() & ~0x4,
                INCOMPATIBLE,
                0));
    names.addAll(names(superblock.readOnlyFeatures() & ~base.readOnlyFeatures(), READ_ONLY, 0));
    return names;
  }

  private static List<String> names(int bits, List<Feature> known, int release) {
    List<String> names = new ArrayList<>();
    int left = bits;
    for (Feature feature : known) {
      if ((bits & feature.bit()) != 0 && feature.enterprise() > release) {
        names.add(feature.name());
      }
      left &= ~feature.bit();
    }
    if (left != 0) {
      names.add("unknown 0x" + Integer.toHexString(left));
    }
    return names;
  }
}

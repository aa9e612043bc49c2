package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.rule.container.ApparentSize;
import org.nodecustomize.rule.container.BlockSize;
import org.nodecustomize.rule.container.FileSystemClean;
import org.nodecustomize.rule.container.FileSystemFeatures;
import org.nodecustomize.rule.container.ImageFileName;
import org.nodecustomize.rule.container.InnerFileSystem;
import org.nodecustomize.rule.container.KnownCompressor;
import org.nodecustomize.rule.container.LabelChanged;
import org.nodecustomize.rule.container.LiveOsStructure;
import org.nodecustomize.rule.container.ReservedBlocks;
import org.nodecustomize.rule.container.SizeFits;
import org.nodecustomize.rule.container.SpaceEstimate;

class ContainerRulesTest extends RuleTest {

  private static Container.Nested nested(
      String file,
      SquashfsFacts squashfs,
      String inner,
      Ext4Superblock superblock,
      String... others) {
    return new Container.Nested(
        Path.of(file), squashfs, inner, 5L << 30, "ext4", Optional.of(superblock), List.of(others));
  }

  private static SquashfsFacts squashfs(String compressor, int blockSize, String... arguments) {
    return new SquashfsFacts(compressor, List.of(arguments), blockSize, 900L << 20, 3);
  }

  private void holds(SquashfsFacts squashfs) {
    container =
        Optional.of(nested("a.squashfs.img", squashfs, "LiveOS/rootfs.img", GoodNode.superblock()));
  }

  private void holds(Ext4Superblock superblock) {
    container =
        Optional.of(
            nested("a.squashfs.img", squashfs("xz", 131072), "LiveOS/rootfs.img", superblock));
  }

  private static Ext4Superblock superblock(
      long free,
      long freeInodes,
      long reserved,
      String label,
      int incompatible,
      int readOnly,
      boolean dirty) {
    return new Ext4Superblock(
        4096,
        2_000_000,
        free,
        327_680,
        freeInodes,
        reserved,
        30_000,
        label,
        new UUID(1, 2),
        0x3c,
        incompatible,
        readOnly,
        dirty,
        !dirty,
        dirty);
  }

  @Test
  void anotherPlaceOrASecondImageIsFound() {
    container =
        Optional.of(
            nested(
                "a.squashfs.img",
                squashfs("xz", 131072),
                "LiveOS/ext3fs.img",
                GoodNode.superblock(),
                "other/disk.img",
                "LiveOS/readme"));
    finds(
        new LiveOsStructure(),
        "error LiveOS/ext3fs.img: is the file system, where LiveOS/rootfs.img is looked for",
        "error other/disk.img: may be taken for the file system");
    container = Optional.of(new Container.Flat(Path.of("a.img"), squashfs("xz", 131072)));
    finds(
        new LiveOsStructure(),
        "error squashfs: is the tree itself: only the installer and newer live boots take it");
    container = Optional.of(new Container.Bare(Path.of("a.img"), "ext4", 1, Optional.empty()));
    finds(new LiveOsStructure(), "not applicable: the image is in no squashfs");
  }

  @Test
  void otherFileSystemsAreFound() {
    container = Optional.of(new Container.Bare(Path.of("a.img"), "xfs", 1, Optional.empty()));
    finds(
        new InnerFileSystem(),
        "warning image: is xfs, which builders and checkers of images do not expect");
    container = Optional.of(new Container.Bare(Path.of("a.img"), "vfat", 1, Optional.empty()));
    finds(new InnerFileSystem(), "error image: is vfat, which is not mounted");
  }

  @Test
  void aFileSystemThatNeedsRepairIsFound() {
    holds(superblock(800_000, 250_000, 0, "LiveOS", 0x2c2, 0x46b, true));
    finds(
        new FileSystemClean(),
        "error rootfs.img: its journal holds changes that are not in place",
        "error rootfs.img: was not unmounted cleanly",
        "error rootfs.img: has recorded errors");
  }

  @Test
  void featuresThatOldKernelsDoNotKnowAreFound() {
    holds(
        superblock(
            800_000, 250_000, 0, "LiveOS", 0x2c2 | 0x2000 | 0x20000, 0x46b | 0x10000, false));
    image.file("/usr/lib/os.release.d/ovirt-release-host-node", "ID=centos\nVERSION_ID=8\n");
    finds(
        new FileSystemFeatures(),
        "error rootfs.img: has the feature casefold, which kernels of EL 8 do not mount",
        "warning rootfs.img: has the feature orphan_present, with which kernels of EL 8 mount read-only");
    assertEquals(
        List.of(
            "error rootfs.img: has the feature casefold, which kernels of EL 8 do not mount",
            "warning rootfs.img: has the feature orphan_present, with which kernels of EL 8 mount read-only",
            "error rootfs.img: has the feature metadata_csum_seed, which the original has not",
            "error rootfs.img: has the feature casefold, which the original has not",
            "error rootfs.img: has the feature orphan_present, which the original has not"),
        outcome(new FileSystemFeatures(), true) instanceof Outcome.Failed failed
            ? failed.findings().stream().map(RuleTest::line).toList()
            : List.of());
    holds(superblock(800_000, 250_000, 0, "LiveOS", 0x40000000, 0, false));
    finds(
        new FileSystemFeatures(),
        "error rootfs.img: has the feature unknown 0x40000000, which kernels of EL 8 do not mount");
  }

  @Test
  void contentThatIsTooLargeIsFound() {
    holds(superblock(100_000, 10_000, 0, "LiveOS", 0x2c2, 0x46b, false));
    finds(
        new SizeFits(),
        "error rootfs.img: needs 7669 MiB of a root volume that may have 6144",
        "warning rootfs.img: has 10000 of 327680 inodes left");
    holds(superblock(600_000, 250_000, 0, "LiveOS", 0x2c2, 0x46b, false));
    finds(new SizeFits(), "warning rootfs.img: fills more than 80 % of a root volume of 6144 MiB");
    holds(superblock(10_000, 250_000, 0, "LiveOS", 0x2c2, 0x46b, false));
    assertTrue(found(new SizeFits()).contains("warning rootfs.img: has 39 MiB left"));
  }

  @Test
  void compressorsThatKernelsDoNotReadAreFound() {
    holds(squashfs("zstd", 131072));
    finds(
        new KnownCompressor(),
        "warning squashfs: is compressed with zstd, and no /boot/config-* says that the kernel reads it");
    image.file("/boot/config-" + GoodNode.KERNEL, "CONFIG_SQUASHFS_ZSTD=y\n");
    passes(new KnownCompressor());
    image.file("/usr/lib/os.release.d/ovirt-release-host-node", "ID=centos\nVERSION_ID=7\n");
    finds(
        new KnownCompressor(),
        "error squashfs: is compressed with zstd, which kernels of EL 7 do not read");
    holds(squashfs("lzma", 131072));
    finds(new KnownCompressor(), "error squashfs: is compressed with lzma, which no kernel reads");
  }

  @Test
  void anUnusualBlockSizeIsTold() {
    holds(squashfs("xz", 1 << 20));
    finds(new BlockSize(), "info squashfs: has blocks of 1024 KiB");
  }

  @Test
  void aGuessOfTheInstallerThatIsTooSmallIsFound() {
    container =
        Optional.of(
            nested(
                "a.squashfs.img",
                new SquashfsFacts("xz", List.of(), 131072, 100L << 20, 3),
                "LiveOS/rootfs.img",
                GoodNode.superblock()));
    finds(new SpaceEstimate(), "warning squashfs: holds 1877 MiB, but the installer expects 300");
  }

  @Test
  void anotherLabelIsFound() {
    holds(superblock(800_000, 250_000, 0, "other", 0x2c2, 0x46b, false));
    finds(new LabelChanged(), "warning rootfs.img: its label was 'LiveOS', now 'other'");
  }

  @Test
  void anotherUuidIsTold() {
    Ext4Superblock good = GoodNode.superblock();
    holds(
        new Ext4Superblock(
            good.blockSize(),
            good.blocks(),
            good.freeBlocks(),
            good.inodes(),
            good.freeInodes(),
            good.reservedBlocks(),
            good.overheadBlocks(),
            good.label(),
            new UUID(3, 4),
            good.compatibleFeatures(),
            good.incompatibleFeatures(),
            good.readOnlyFeatures(),
            good.journalNeedsRecovery(),
            good.cleanlyUnmounted(),
            good.errorsRecorded()));
    finds(
        new LabelChanged(),
        "info rootfs.img: its UUID was 00000000-0000-0001-0000-000000000002, now"
            + " 00000000-0000-0003-0000-000000000004");
  }

  @Test
  void aFilterForAnotherProcessorIsTold() {
    holds(squashfs("xz", 131072, "-Xbcj", "x86"));
    passes(new KnownCompressor());
    architecture = "aarch64";
    finds(
        new KnownCompressor(),
        "info squashfs: is compressed for x86 programs, but the image is aarch64");
  }

  @Test
  void aFileNameThatConsumersMisunderstandIsFound() {
    container =
        Optional.of(
            nested(
                "my image.tar.xz",
                squashfs("xz", 131072),
                "LiveOS/rootfs.img",
                GoodNode.superblock()));
    finds(
        new ImageFileName(),
        "error file name: 'my image.tar.xz' ends like that of a tar archive",
        "error file name: 'my image.tar.xz' has a blank or a percent sign",
        "info file name: 'my image.tar.xz' does not end in .squashfs.img, as the update package has it");
  }

  @Test
  void reservedBlocksAreTold() {
    holds(superblock(800_000, 250_000, 100_000, "LiveOS", 0x2c2, 0x46b, false));
    finds(new ReservedBlocks(), "info rootfs.img: keeps 100000 blocks");
  }

  @Test
  void aBareImageOfEl7IsTold() {
    image.file("/usr/lib/os.release.d/ovirt-release-host-node", "ID=centos\nVERSION_ID=7\n");
    finds(new ApparentSize(), "not applicable: it is no bare image of EL 7");
    container =
        Optional.of(new Container.Bare(Path.of("a.img"), "ext4", 5L << 30, Optional.empty()));
    finds(new ApparentSize(), "info image: has 5120 MiB: 15360 will be asked for");
  }
}

package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.INFO;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.rule.EnterpriseLinux;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC806: the compressor of the squashfs. */
@RuleInfo(
    id = "NC806",
    slug = "compressor",
    summary = "the squashfs is compressed in a way that a consumer's kernel may not read",
    kind = STATE,
    severity = ERROR,
    consumer = "the kernels of the installer and of the release that a host upgrades from",
    fix = "pack it with xz: node-customize ... --recompress xz")
public final class KnownCompressor implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<SquashfsFacts> squashfs = context.image().squashfs();
    if (squashfs.isEmpty()) {
      findings.notApplicable("the image is in no squashfs");
      return;
    }
    String compressor = squashfs.get().compressor();
    OptionalInt release = EnterpriseLinux.major(context.image().facts());
    if (compressor.equals("lzma")) {
      findings.add("squashfs", "is compressed with lzma, which no kernel reads");
    } else if (Set.of("lz4", "zstd").contains(compressor)) {
      if (release.orElse(99) <= 7) {
        findings.add(
            "squashfs", "is compressed with " + compressor + ", which kernels of EL 7 do not read");
      } else if (!isProven(compressor, context.files())) {
        findings.add(
            WARNING,
            "squashfs",
            "is compressed with "
                + compressor
                + ", and no /boot/config-* says that the kernel reads it");
      }
    }
    branchFilter(squashfs.get(), context.image().facts(), findings);
  }

  private static boolean isProven(String compressor, Snapshot files) {
    String option = "CONFIG_SQUASHFS_" + compressor.toUpperCase(Locale.ROOT) + "=y";
    return Kernels.inBoot(files).stream()
        .anyMatch(kernel -> files.lines("/boot/config-" + kernel).contains(option));
  }

  private static void branchFilter(SquashfsFacts squashfs, ImageFacts facts, Findings findings) {
    int filter = squashfs.arguments().indexOf("-Xbcj");
    boolean x86 =
        filter >= 0
            && squashfs.arguments().subList(filter, squashfs.arguments().size()).contains("x86");
    String architecture = facts.architecture().orElse("x86_64");
    if (x86 && !architecture.matches("x86_64|i686")) {
      findings.add(
          INFO, "squashfs", "is compressed for x86 programs, but the image is " + architecture);
    }
  }
}

package org.nodecustomize.rule.container;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.INFO;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC811: the name of the image's file. */
@RuleInfo(
    id = "NC811",
    slug = "file-name",
    summary = "the file's name is one that a consumer misunderstands",
    kind = STATE,
    severity = ERROR,
    consumer = "A7-AM TAR_SUFFIX; kickstart (liveimg --url); NGI update package (*.squashfs.img)",
    fix = "rename the file, for instance to NAME.squashfs.img")
public final class ImageFileName implements Rule {
  private static final List<String> TAR =
      List.of(".tar", ".tbz", ".tgz", ".txz", ".tar.bz2", "tar.gz", "tar.xz");

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<String> name =
        context
            .image()
            .container()
            .flatMap(container -> Optional.ofNullable(container.file().getFileName()))
            .map(Path::toString);
    if (name.isEmpty()) {
      findings.notApplicable("the image is in no file");
      return;
    }
    if (TAR.stream().anyMatch(name.get()::endsWith)) {
      findings.add("file name", "'" + name.get() + "' ends like that of a tar archive");
    }
    if (name.get().chars().anyMatch(c -> c == ' ' || c == '%')) {
      findings.add("file name", "'" + name.get() + "' has a blank or a percent sign");
    }
    boolean node = context.profile() == IMGBASED || context.profile() == NGN;
    if (node && context.hasImgbased() && !name.get().endsWith(".squashfs.img")) {
      findings.add(
          INFO,
          "file name",
          "'" + name.get() + "' does not end in .squashfs.img, as the update package has it");
    }
  }
}

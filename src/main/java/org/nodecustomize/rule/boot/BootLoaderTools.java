package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC509: what the installer needs in the image to make it boot. */
@RuleInfo(
    id = "NC509",
    slug = "bootloader-tools",
    summary = "a program that the installer needs to make the system boot is missing",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN, PLAIN},
    warningIn = PLAIN,
    consumer =
        "A7-AM bootloader tasks (no package is installed for live payloads); IMG bootloader.py: grub_cfg_path",
    fix =
        "install the packages grub2, grub2-tools, efibootmgr and shim of the image's architecture")
public final class BootLoaderTools implements Rule {
  private static final Map<String, String> SHIMS =
      Map.of("x86_64", "shimx64.efi", "aarch64", "shimaa64.efi");

  @Override
  public void check(RuleContext context, Findings findings) {
    String architecture = context.image().facts().architecture().orElse("");
    if (architecture.startsWith("s390")) {
      findings.notApplicable("the architecture boots without grub");
      return;
    }
    Snapshot files = context.files();
    List<String> programs =
        new ArrayList<>(List.of("grub2-editenv", "grub2-mkconfig", "grub2-set-default"));
    if (!architecture.equals("aarch64")) {
      programs.add("grub2-install");
    }
    String shim = SHIMS.get(architecture);
    if (shim != null) {
      programs.add("efibootmgr");
      boolean there =
          files.below("/boot/efi/EFI").keySet().stream().anyMatch(p -> p.endsWith("/" + shim));
      if (!there) {
        findings.add("/boot/efi/EFI", "has no " + shim);
      }
    }
    if (architecture.equals("x86_64") && files.below("/usr/lib/grub/i386-pc").isEmpty()) {
      findings.add("/usr/lib/grub/i386-pc", "has no modules for machines without EFI");
    }
    for (String program : programs) {
      if (Stream.of("/usr/sbin/", "/usr/bin/")
          .noneMatch(directory -> files.exists(directory + program))) {
        findings.add("/usr/sbin/" + program, "is missing");
      }
    }
    if (!files.has("/etc/grub2.cfg") && !files.has("/etc/grub2-efi.cfg")) {
      findings.add("/etc/grub2.cfg", "is missing, and so is /etc/grub2-efi.cfg");
    }
  }
}

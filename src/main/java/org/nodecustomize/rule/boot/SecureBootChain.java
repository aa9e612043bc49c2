package org.nodecustomize.rule.boot;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC513: a new kernel or boot loader without a signature. */
@RuleInfo(
    id = "NC513",
    slug = "secure-boot-chain",
    summary = "a new kernel or boot loader is not signed for Secure Boot",
    kind = CHANGE,
    severity = INFO,
    consumer = "firmware with Secure Boot; shim",
    fix = "take the vendor's signed package, or sign it with a key that the machines know")
public final class SecureBootChain implements Rule {
  /** Where the security directory is in the optional header of PE32+, after Microsoft's PE format. */
  private static final int SECURITY_DIRECTORY = 24 + 112 + 4 * 8;

  private static final int HEADER = 4096;

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      String path = change.path();
      boolean chain =
          path.startsWith("/boot/vmlinuz-")
              || (path.startsWith("/boot/efi/EFI/")
                  && path.toLowerCase(Locale.ROOT).endsWith(".efi"));
      if (chain && change.isNewContent() && isUnsigned(head(path, context.files()))) {
        findings.add(path, change.text() + ", and has no signature");
      }
    }
  }

  private static byte[] head(String path, Snapshot files) {
    try {
      Optional<InputStream> opened = files.tree().open(path);
      if (opened.isEmpty()) {
        return new byte[0];
      }
      try (InputStream in = opened.get()) {
        return in.readNBytes(HEADER);
      }
    } catch (IOException e) {
      throw new OperationException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
  }

  /** Whether this is the beginning of an x86-64 or AArch64 program for EFI that has no signature. */
  private static boolean isUnsigned(byte[] head) {
    if (head.length < 0x40 || head[0] != 'M' || head[1] != 'Z') {
      return false;
    }
    ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int pe = b.getInt(0x3c);
    if (pe < 0 || pe > head.length - SECURITY_DIRECTORY - 8) {
      return false;
    }
    boolean wide = b.getInt(pe) == 0x4550 && b.getShort(pe + 24) == 0x20b;
    return wide && b.getInt(pe + SECURITY_DIRECTORY + 4) == 0;
  }
}

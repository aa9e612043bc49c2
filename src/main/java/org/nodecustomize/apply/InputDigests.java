package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.report.ChangeRecord;

/** Tells which files of this machine a run read. */
final class InputDigests {
  private static final int CHUNK = 1 << 20;

  private InputDigests() {}

  /** Names without directories, which say nothing on another machine, and the sha256 of each. */
  static List<ChangeRecord.InputFile> of(List<Path> files) {
    List<ChangeRecord.InputFile> inputs = new ArrayList<>();
    for (Path file : files) {
      inputs.add(new ChangeRecord.InputFile(String.valueOf(file.getFileName()), sha256(file)));
    }
    return inputs;
  }

  /** In hex. */
  static String sha256(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UsageException(Problem.at(file.toString(), "cannot be read: " + e.getMessage()), e);
    }
  }

  /** A digest to feed. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

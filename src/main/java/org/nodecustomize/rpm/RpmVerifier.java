package org.nodecustomize.rpm;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * Checks every digest and every signature of a package before anything of it runs.
 *
 * <p>Digests and signatures of the header cover the main header exactly as it is in the file, magic
 * included; what is checked are the very bytes that {@link RpmFile} decoded. MD5 and the older
 * signatures cover main header and payload; payload digests the compressed payload; both reach to the
 * end of the file, so that data behind the payload is refused (rpm's reference manual, "Signatures and
 * digests").
 *
 * <p>A package whose good signatures all cover the header alone is believed where the header has a
 * payload digest, which the signature covers too. Packages older than rpm 4.14 have none; there the
 * MD5 of the signature header must match, as rpm itself asks of them, and the result is weak: who
 * changes the payload can change that MD5 with it. With neither, the package is refused.
 */
public final class RpmVerifier {
  private static final int BUFFER_BYTES = 1 << 16;

  private final RpmFile file;
  private final PackageContent content;
  private final List<String> faults = new ArrayList<>();
  private final List<SignatureCheck> checks = new ArrayList<>();
  private boolean payloadDigestMatches;

  private RpmVerifier(RpmFile file, PackageContent content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads the payload once.
   *
   * @param file source and delta packages are checked in the same way
   * @throws OperationException if the file cannot be read any more or changed its size since it was
   *     read
   */
  public static Verification verify(RpmFile file, KeyRing ring) {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      return verify(file, PackageContent.of(channel, 0, channel.size()), ring);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The same for a package that is not a file of its own.
   *
   * @param content what {@code file} was read from
   */
  public static Verification verify(RpmFile file, PackageContent content, KeyRing ring) {
    RpmVerifier verifier = new RpmVerifier(file, content);
    verifier.checkHeaderDigests();
    verifier.prepareSignatures(ring);
    verifier.readContent();
    return verifier.verdict();
  }

  private static OperationException unreadable(RpmFile file, IOException e) {
    return new OperationException(
        Problem.at(file.path().toString(), "cannot be read any more: " + e.getMessage()), e);
  }

  private void checkHeaderDigests() {
    for (SignatureTag tag : List.of(SignatureTag.SHA1HEADER, SignatureTag.SHA256HEADER)) {
      String algorithm = tag == SignatureTag.SHA1HEADER ? "SHA-1" : "SHA-256";
      file.signature()
          .text(tag)
          .ifPresent(
              expected -> {
                MessageDigest digest = ContentDigest.algorithm(algorithm);
                digest.update(file.header().image());
                ContentDigest.mismatch(algorithm + " of the header", expected, digest)
                    .ifPresent(faults::add);
              });
    }
  }

  private void prepareSignatures(KeyRing ring) {
    prepare(SignatureTag.RSAHEADER, Verification.Coverage.HEADER, ring);
    prepare(SignatureTag.DSAHEADER, Verification.Coverage.HEADER, ring);
    prepare(SignatureTag.PGP, Verification.Coverage.HEADER_AND_PAYLOAD, ring);
    prepare(SignatureTag.GPG, Verification.Coverage.HEADER_AND_PAYLOAD, ring);
    for (String base64 : file.signature().texts(SignatureTag.OPENPGP)) {
      SignatureTag tag = SignatureTag.OPENPGP;
      try {
        byte[] value = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        checks.add(SignatureCheck.of(tag, Verification.Coverage.HEADER, value, ring));
      } catch (IllegalArgumentException e) {
        checks.add(SignatureCheck.faulty(tag, Verification.Coverage.HEADER, "bad base64"));
      }
    }
  }

  private void prepare(SignatureTag tag, Verification.Coverage coverage, KeyRing ring) {
    file.signature()
        .bytes(tag)
        .ifPresent(value -> checks.add(SignatureCheck.of(tag, coverage, value, ring)));
  }

  private void readContent() {
    byte[] header = file.header().image();
    Optional<byte[]> expectedMd5 = file.signature().bytes(SignatureTag.MD5);
    MessageDigest md5 = ContentDigest.algorithm("MD5");
    md5.update(header);
    Optional<ContentDigest> payloadDigest = ContentDigest.ofPayload(file.header());
    checks.forEach(check -> check.update(header, header.length));
    List<SignatureCheck> toTheEnd =
        checks.stream()
            .filter(c -> c.coverage() == Verification.Coverage.HEADER_AND_PAYLOAD)
            .toList();
    if (content.size() != file.size()) {
      throw changed();
    }
    try {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (long at = file.payloadOffset(); at < file.size(); at += BUFFER_BYTES) {
        int length = (int) Math.min(BUFFER_BYTES, file.size() - at);
        content.read(at, ByteBuffer.wrap(buffer, 0, length));
        if (expectedMd5.isPresent()) {
          md5.update(buffer, 0, length);
        }
        payloadDigest.ifPresent(d -> d.digest().update(buffer, 0, length));
        toTheEnd.forEach(check -> check.update(buffer, length));
      }
    } catch (EOFException e) {
      throw changed();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    checkSize();
    if (expectedMd5.isPresent()) {
      ContentDigest.mismatch("MD5 of header and payload", expectedMd5.get(), md5)
          .ifPresent(faults::add);
    }
    if (payloadDigest.isPresent()) {
      Optional<String> mismatch = payloadDigest.get().mismatch();
      mismatch.ifPresent(faults::add);
      payloadDigestMatches = mismatch.isEmpty();
    }
  }

  private OperationException changed() {
    return new OperationException(Problem.at(file.path().toString(), "changed while it was read"));
  }

  private void checkSize() {
    long excess = file.size() - file.declaredSize().orElse(file.size());
    if (excess != 0) {
      faults.add(
          String.format(
              Locale.ROOT,
              "size: expected %,d bytes but was %,d: %,d bytes follow the payload",
              file.size() - excess,
              file.size(),
              excess));
    }
  }

  private Verification verdict() {
    List<Verification.Signature> good = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    boolean unreadable = false;
    for (SignatureCheck check : checks) {
      SignatureCheck.Outcome outcome = check.finish();
      if (outcome instanceof SignatureCheck.Outcome.Good right) {
        good.add(right.signature());
      } else if (outcome instanceof SignatureCheck.Outcome.Bad wrong) {
        faults.add(wrong.reason());
      } else if (outcome instanceof SignatureCheck.Outcome.Unknown stranger) {
        unreadable |= stranger.keyId().isEmpty();
        unknown.add(stranger.keyId());
        unknown.remove("");
      }
    }
    if (good.isEmpty() || !faults.isEmpty()) {
      return !faults.isEmpty()
          ? new Verification.Corrupt(faults)
          : unknown.isEmpty() && !unreadable
              ? new Verification.Unsigned()
              : new Verification.UnknownKey(unknown);
    }
    return signed(good);
  }

  private Verification signed(List<Verification.Signature> good) {
    boolean headerIsStrong = good.stream().anyMatch(s -> !s.weak());
    boolean payloadIsStrong =
        payloadDigestMatches
            || good.stream()
                .anyMatch(
                    s -> !s.weak() && s.coverage() == Verification.Coverage.HEADER_AND_PAYLOAD);
    boolean payloadIsCovered =
        payloadDigestMatches
            || file.signature().has(SignatureTag.MD5)
            || good.stream()
                .anyMatch(s -> s.coverage() == Verification.Coverage.HEADER_AND_PAYLOAD);
    return payloadIsCovered
        ? new Verification.Signed(good, !headerIsStrong || !payloadIsStrong)
        : new Verification.Corrupt(
            List.of("its signature covers the header alone, and no digest covers the payload"));
  }
}

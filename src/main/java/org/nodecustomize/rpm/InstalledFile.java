package org.nodecustomize.rpm;

import java.util.Optional;

/**
 * A file as an installed package has it. Values: rpm's reference manual, "RPM Tags", "Files".
 *
 * @param mode {@code st_mode}, type included
 * @param digest of the content, hexadecimal; empty for all but regular files
 * @param digestAlgorithm number of RFC 9580, section 9.5; 1 is MD5, 8 is SHA-256
 * @param size bytes
 * @param modified seconds since 1970
 * @param target text of a link; empty for all else
 * @param capabilities in the form of cap_to_text(3); empty for none
 * @param verified what {@code rpm -V} looks at, see the file attribute {@code %verify}: a set of bits
 */
public record InstalledFile(
    String path,
    int mode,
    String owner,
    String group,
    String digest,
    int digestAlgorithm,
    long size,
    long modified,
    String target,
    String capabilities,
    int flags,
    State state,
    int verified) {

  private static final int CONFIG = 1;
  private static final int DOCUMENTATION = 1 << 1;
  private static final int MISSING_OK = 1 << 3;
  private static final int NO_REPLACE = 1 << 4;
  private static final int GHOST = 1 << 6;
  private static final int VERIFIED_DIGEST = 1;
  private static final int VERIFIED_SIZE = 1 << 1;
  private static final int ALL = -1;

  /** One that rpm verifies in every way. */
  public InstalledFile(
      String path,
      int mode,
      String owner,
      String group,
      String digest,
      int digestAlgorithm,
      long size,
      long modified,
      String target,
      String capabilities,
      int flags,
      State state) {
    this(
        path,
        mode,
        owner,
        group,
        digest,
        digestAlgorithm,
        size,
        modified,
        target,
        capabilities,
        flags,
        state,
        ALL);
  }

  /** What became of the file at the installation. */
  public enum State {
    NORMAL,
    /** Another package's file took its place. */
    REPLACED,
    /** Left out, for instance documentation by {@code --nodocs} or an unwanted language. */
    NOT_INSTALLED,
    /** Left out, since the directory is shared by a network. */
    NET_SHARED,
    /** Left out, since the other architecture's is preferred. */
    WRONG_COLOR,
    /** The database does not say. */
    UNKNOWN;

    static State of(Optional<Long> value) {
      return switch (value.map(Long::intValue).orElse(-1)) {
        case 0 -> NORMAL;
        case 1 -> REPLACED;
        case 2 -> NOT_INSTALLED;
        case 3 -> NET_SHARED;
        case 4 -> WRONG_COLOR;
        default -> UNKNOWN;
      };
    }
  }

  /** Whether an administrator is expected to edit it ({@code %config}). */
  public boolean isConfig() {
    return (flags & CONFIG) != 0;
  }

  /** Whether an upgrade leaves an edited one in place ({@code %config(noreplace)}). */
  public boolean isNoReplace() {
    return (flags & NO_REPLACE) != 0;
  }

  /** Whether it is documentation ({@code %doc}). */
  public boolean isDocumentation() {
    return (flags & DOCUMENTATION) != 0;
  }

  /** Whether the package owns the name without bringing content ({@code %ghost}). */
  public boolean isGhost() {
    return (flags & GHOST) != 0;
  }

  /** Whether its content is to stay as the package brought it ({@code %verify(not md5)}). */
  public boolean isDigestVerified() {
    return (verified & VERIFIED_DIGEST) != 0;
  }

  /** Whether its size is to stay as the package brought it ({@code %verify(not size)}). */
  public boolean isSizeVerified() {
    return (verified & VERIFIED_SIZE) != 0;
  }

  /** Whether it may be missing. */
  public boolean isMissingOk() {
    return (flags & MISSING_OK) != 0;
  }
}

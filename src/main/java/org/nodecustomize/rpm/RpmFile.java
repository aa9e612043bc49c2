package org.nodecustomize.rpm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * The headers of one package file. The payload is neither read nor kept. Immutable.
 *
 * <p>The name of the file means nothing: as for rpm, what a package is called comes from its header.
 * Data behind the payload does not hinder reading, but {@link RpmVerifier} refuses it, because rpm's
 * digests reach to the end of the file.
 */
public final class RpmFile {

  /** What kind of package it is. */
  public enum Kind {
    /** A package that can be installed. */
    BINARY,
    /** A source package. */
    SOURCE,
    /** Differences between two packages (deltarpm). */
    DELTA
  }

  private final Path path;
  private final Kind kind;
  private final Nevra nevra;
  private final RpmHeader signature;
  private final RpmHeader header;
  private final long headerOffset;
  private final long size;

  private RpmFile(
      Path path,
      Kind kind,
      Nevra nevra,
      RpmHeader signature,
      RpmHeader header,
      long headerOffset,
      long size) {
    this.path = path;
    this.kind = kind;
    this.nevra = nevra;
    this.signature = signature;
    this.header = header;
    this.headerOffset = headerOffset;
    this.size = size;
  }

  /**
   * Reads lead, signature header and main header.
   *
   * @throws org.nodecustomize.diag.UsageException if the file does not exist or cannot be read
   * @throws OperationException if it is empty, not an RPM, truncated, or has a bad header; the
   *     problem says which, at the path as given
   */
  public static RpmFile read(Path file) {
    return PackageReader.read(file);
  }

  /**
   * Reads a package that is not a file of its own, for instance part of an installation medium.
   *
   * @param name what it is called in messages
   * @throws IOException if it cannot be read
   * @throws OperationException as {@link #read(Path)} does
   */
  public static RpmFile read(Path name, PackageContent content) throws IOException {
    return PackageReader.read(name, content);
  }

  static RpmFile of(
      Path path,
      boolean sourceLead,
      RpmHeader signature,
      RpmHeader header,
      long headerOffset,
      long size)
      throws BadHeaderException {
    boolean delta = header.text(RpmTag.PAYLOADFORMAT).filter("drpm"::equals).isPresent();
    boolean source = sourceLead || !header.has(RpmTag.SOURCERPM);
    Kind kind = delta ? Kind.DELTA : source ? Kind.SOURCE : Kind.BINARY;
    return new RpmFile(path, kind, Nevra.of(header, kind), signature, header, headerOffset, size);
  }

  /** The file, as it was named. */
  public Path path() {
    return path;
  }

  /** What kind of package it is. */
  public Kind kind() {
    return kind;
  }

  /** Name, epoch, version, release and architecture, from the header. */
  public Nevra nevra() {
    return nevra;
  }

  /** The main header. */
  public RpmHeader header() {
    return header;
  }

  /** The signature header. */
  public RpmHeader signature() {
    return signature;
  }

  /** Where the main header starts in the file, in bytes. */
  public long headerOffset() {
    return headerOffset;
  }

  /** Where the payload starts in the file, in bytes. */
  public long payloadOffset() {
    return headerOffset + header.length();
  }

  /** The size of the file when it was read, in bytes. */
  public long size() {
    return size;
  }

  /**
   * The size of the file according to the signature header, in bytes; empty where it has neither
   * SIZE nor LONGSIZE.
   */
  public Optional<Long> declaredSize() {
    return signature
        .number(SignatureTag.LONGSIZE)
        .or(() -> signature.number(SignatureTag.SIZE))
        .map(headerAndPayload -> headerOffset + headerAndPayload);
  }

  /**
   * Returns this file.
   *
   * @throws OperationException if it is a source or a delta package, with a way out
   */
  public RpmFile requireBinary() {
    String name = nevra.toString();
    return switch (kind) {
      case BINARY -> this;
      case SOURCE ->
          throw new OperationException(
              problem("is a source package ('" + name + "'), which cannot be installed")
                  .withHint("build it: rpmbuild --rebuild " + path));
      case DELTA ->
          throw new OperationException(
              problem("is a delta rpm of '" + name + "', which cannot be installed")
                  .withHint("use the complete package " + name + ".rpm"));
    };
  }

  private Problem problem(String message) {
    return Problem.at(path.toString(), message);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s (%s)", path, nevra);
  }
}

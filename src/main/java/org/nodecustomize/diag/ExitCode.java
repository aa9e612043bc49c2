package org.nodecustomize.diag;

/** The exit codes of the program; a contract with scripts, listed in the manual page. */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** An operation failed in the image, or a package was refused. */
  OPERATION_FAILED(1),
  /** Wrong use of the command line; a named file does not exist or cannot be read. */
  USAGE(2),
  /** The site file is wrong. */
  SITE(3),
  /** Layout rules failed. */
  RULES(4),
  /** Not an image, or a bad or an unsupported one. */
  IMAGE(5),
  /** This machine lacks something: a program, memory, disk space. */
  HOST(6),
  /** A bug of this program. */
  BUG(70),
  /** Interrupted by SIGINT or SIGTERM. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process exits with. */
  public int code() {
    return code;
  }
}

package org.nodecustomize.op;

/** One reason why a package manager refused or failed a transaction. */
sealed interface TransactionFault {

  /**
   * Nothing provides what a package needs.
   *
   * @param capability for instance {@code libopts.so.25()(64bit)}
   * @param needer the package that needs it, as the manager names it
   */
  record Unmet(String capability, String needer) implements TransactionFault {}

  /**
   * An installed package would lose what it needs.
   *
   * @param capability what would go
   * @param needer the installed package
   */
  record StillNeeded(String capability, String needer) implements TransactionFault {}

  /** Two packages exclude each other; {@code text} is the manager's own line. */
  record Conflict(String text) implements TransactionFault {}

  /**
   * The file system is too small.
   *
   * @param needed how much more, as the manager says it, for instance {@code 172MB}; empty where it
   *     does not say
   */
  record NoSpace(String needed, String text) implements TransactionFault {}

  /** A scriptlet failed; {@code text} is the manager's own line. */
  record Scriptlet(String text) implements TransactionFault {}

  /** A package is for another architecture or system. */
  record WrongArchitecture(String text) implements TransactionFault {}

  /** A payload could not be unpacked. */
  record Unpacking(String text) implements TransactionFault {}

  /** Anything else that the manager calls an error. */
  record Other(String text) implements TransactionFault {}
}

package org.nodecustomize.cli;

/** Entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new Program(System.out, System.err).run(args));
  }
}

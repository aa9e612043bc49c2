package org.nodecustomize.event;

/**
 * Where events go. Implementations are called from several threads and must neither block for long
 * nor throw.
 */
@FunctionalInterface
public interface Events {
  void accept(Event event);

  /** A sink that forgets. */
  static Events none() {
    return event -> {};
  }

  /** Tells one line that the user should know. */
  default void notice(String text) {
    accept(new Event.Notice(text));
  }

  /** Tells one line that points to a likely mistake or risk. */
  default void warning(String text) {
    accept(new Event.Warning(text));
  }
}

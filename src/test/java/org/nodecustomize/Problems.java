package org.nodecustomize;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.Problem;

/** Problems as lines of text, for strict comparisons. */
public final class Problems {
  private Problems() {}

  /** Headline, details with two blanks before them, hint. */
  public static String text(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append(problem.headline()).append('\n');
      problem.detail().forEach(line -> text.append("  ").append(line).append('\n'));
      problem.hint().ifPresent(hint -> text.append("hint: ").append(hint).append('\n'));
    }
    return text.toString();
  }

  /** What the exception that comes out says. */
  public static <E extends CustomizeException> String of(Class<E> type, Executable executable) {
    return text(assertThrows(type, executable).problems());
  }
}

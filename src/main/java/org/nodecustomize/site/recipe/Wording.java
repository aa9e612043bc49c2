package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.stream.Collectors;

/** Shapes in words, for messages and documents. */
public final class Wording {
  private Wording() {}

  /** What is expected, for instance {@code a list of unit names}. */
  public static String of(Shape shape) {
    if (shape instanceof Shape.Text text) {
      return text.kind().expects();
    }
    if (shape instanceof Shape.Flag) {
      return "true or false";
    }
    if (shape instanceof Shape.Whole whole) {
      return "a whole number from %d to %d".formatted(whole.least(), whole.most());
    }
    if (shape instanceof Shape.Choice choice) {
      return choice.words().size() == 1
          ? '"' + choice.words().get(0) + '"'
          : "one of " + words(choice.words());
    }
    if (shape instanceof Shape.ListOf) {
      return "a list";
    }
    if (shape instanceof Shape.Named) {
      return "names with values";
    }
    if (shape instanceof Shape.Either either) {
      return of(either.word()) + " or a mapping";
    }
    Shape.Section section = (Shape.Section) shape;
    return section.shorthand().isPresent()
        ? of(section.byName().getOrDefault(section.shorthand().get(), EMPTY).shape())
            + ", or a mapping of keys and values"
        : "a mapping of keys and values";
  }

  private static final Field EMPTY = Field.of("", new Shape.Flag(), "");

  /** Words divided by commas. */
  public static String words(List<String> words) {
    return words.stream().collect(Collectors.joining(", "));
  }
}

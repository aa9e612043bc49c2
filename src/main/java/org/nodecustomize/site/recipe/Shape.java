package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the value of a key may be. */
public sealed interface Shape {

  /** A word or text of a kind. */
  record Text(TextKind kind) implements Shape {}

  /** {@code true} or {@code false}. */
  record Flag() implements Shape {}

  /** A whole number within bounds. */
  record Whole(long least, long most) implements Shape {}

  /** One of some words. */
  record Choice(List<String> words) implements Shape {
    public Choice {
      words = List.copyOf(words);
    }
  }

  /** Any number of values. */
  record ListOf(Shape item) implements Shape {}

  /** Values by names that the author chooses. */
  record Named(TextKind name, Shape value) implements Shape {}

  /** A word, or else a section. */
  record Either(Shape word, Section section) implements Shape {}

  /**
   * Keys with values.
   *
   * @param noun what the section describes, for messages: {@code a file}
   * @param shorthand the field that a bare word stands for
   * @param variants of the example: each names fields, or gives them another value ({@code
   *     path=/etc/x}); where there are none, all fields
   */
  record Section(
      String noun,
      List<Field> fields,
      List<Constraint> constraints,
      Optional<String> shorthand,
      List<List<String>> variants)
      implements Shape {

    public Section {
      fields = List.copyOf(fields);
      constraints = List.copyOf(constraints);
      variants = List.copyOf(variants);
    }

    /** A section of some fields. */
    public static Section of(String noun, Field... fields) {
      return new Section(noun, List.of(fields), List.of(), Optional.empty(), List.of());
    }

    /** The same with further fields. */
    public Section and(List<Field> further) {
      List<Field> all = new ArrayList<>(fields);
      all.addAll(further);
      return new Section(noun, all, constraints, shorthand, variants);
    }

    /** The same under a condition. */
    public Section where(Constraint constraint) {
      List<Constraint> all = new ArrayList<>(constraints);
      all.add(constraint);
      return new Section(noun, fields, all, shorthand, variants);
    }

    /** The same, for which a bare word may stand. */
    public Section or(String field) {
      return new Section(noun, fields, constraints, Optional.of(field), variants);
    }

    /** The same with one more item in the example. */
    public Section example(String... names) {
      List<List<String>> all = new ArrayList<>(variants);
      all.add(List.of(names));
      return new Section(noun, fields, constraints, shorthand, all);
    }

    /** The fields by name, in their order. */
    public Map<String, Field> byName() {
      Map<String, Field> byName = new LinkedHashMap<>();
      fields.forEach(field -> byName.put(field.name(), field));
      return byName;
    }
  }

  /** What must hold between the keys of a section. */
  sealed interface Constraint {}

  /** One of them is there, and no other. */
  record ExactlyOne(List<String> names) implements Constraint {
    public ExactlyOne {
      names = List.copyOf(names);
    }
  }

  /** At least one of them is there. */
  record AtLeastOne(List<String> names) implements Constraint {
    public AtLeastOne {
      names = List.copyOf(names);
    }
  }

  /** One key makes sense only beside one of others. */
  record Needs(String name, List<String> others) implements Constraint {
    public Needs {
      others = List.copyOf(others);
    }
  }
}

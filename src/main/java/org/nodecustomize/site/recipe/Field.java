package org.nodecustomize.site.recipe;

/**
 * A key of a section: all that reader and documents know about it.
 *
 * @param doc one sentence for authors
 * @param example its value in the example recipe, as YAML on one line; empty for sections
 * @param standard what holds where the key is missing, in words; may be empty
 * @param applies under which condition the key makes sense, in words; may be empty
 * @param since the version of the program that knew it first
 */
public record Field(
    String name,
    Shape shape,
    boolean required,
    String doc,
    String example,
    String standard,
    String applies,
    String since) {

  /** An optional field. */
  public static Field of(String name, Shape shape, String doc) {
    return new Field(name, shape, false, doc, "", "", "", "0.1");
  }

  /** An optional field that holds a text. */
  public static Field of(String name, TextKind kind, String doc) {
    return of(name, new Shape.Text(kind), doc);
  }

  /** An optional field that holds any number of texts. */
  public static Field list(String name, TextKind kind, String doc) {
    return of(name, new Shape.ListOf(new Shape.Text(kind)), doc);
  }

  /** An optional field that holds any number of sections. */
  public static Field list(String name, Shape.Section section, String doc) {
    return of(name, new Shape.ListOf(section), doc);
  }

  /** An optional yes or no. */
  public static Field flag(String name, boolean standard, String doc) {
    return of(name, new Shape.Flag(), doc)
        .standard(Boolean.toString(standard))
        .example(Boolean.toString(!standard));
  }

  /** The same, which must be there. */
  public Field needed() {
    return new Field(name, shape, true, doc, example, standard, applies, since);
  }

  /** The same with a value for the example. */
  public Field example(String value) {
    return new Field(name, shape, required, doc, value, standard, applies, since);
  }

  /** The same with what holds otherwise. */
  public Field standard(String value) {
    return new Field(name, shape, required, doc, example, value, applies, since);
  }

  /** The same with its condition. */
  public Field applies(String condition) {
    return new Field(name, shape, required, doc, example, standard, condition, since);
  }
}

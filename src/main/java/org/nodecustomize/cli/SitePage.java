package org.nodecustomize.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nodecustomize.site.recipe.Command;
import org.nodecustomize.site.recipe.Field;
import org.nodecustomize.site.recipe.RecipeFields;
import org.nodecustomize.site.recipe.Shape;
import org.nodecustomize.site.recipe.Wording;
import org.nodecustomize.site.yaml.SiteError;

/** The manual page of the recipe's language, from the table of fields. */
final class SitePage {
  /** The name of the file. */
  static final String FILE = "node-customize-site.5";

  private static final List<String> INTRODUCTION =
      List.of(
          "A recipe says what a site wants of its images, in one YAML file that any number of images",
          "get by 'node-customize apply'. The order in which things are written does not matter.",
          "",
          "A recipe is closed: a key that is not listed here is an error. All errors are reported at",
          "once, with line and column. Words keep their spelling: 0644 and no are not turned into",
          "other values. Anchors, aliases and tags of YAML are refused; use 'include' and 'vars'.",
          "",
          "Paths of this machine begin from the directory of the file that names them.");

  private static final List<String> MERGING =
      List.of(
          "Recipes that 'include' names come first, each file once. Lists follow each other.",
          "Sections merge key by key. Elsewhere the including recipe wins over what it includes;",
          "recipes that are included side by side must agree, unless the including one decides.",
          "Nothing may be written twice: a path, a user or a unit has one place in all recipes.",
          "",
          "${name} in any value, and in files named by 'template', becomes the value of a variable:",
          "that of --set, else that of 'vars' in the including recipe, else in an included one. A",
          "value is not looked through again. $${ is a plain ${, and every other $ stays. A variable",
          "without a value must be given by --set. File names in 'include' have no variables.");

  private static final List<String> MODES =
      List.of(
          "Modes are octal digits, with or without quotes: 644, 0644 and \"0644\" are the same. What",
          "is a usual mode in decimal, such as 420 for 0644, is refused without quotes.",
          "true and false are the only flags; yes, no, on and off are words.",
          "",
          "With 'intent: snippet' the path may be a main file whose reader also reads a directory",
          "beside it (/etc/ssh/sshd_config, /etc/sudoers, /etc/sysctl.conf, ...); the snippet then",
          "gets the name and mode that the reader wants. With 'intent: preset' the file goes to",
          "/usr/etc and is wired to take effect.");

  private static final List<String> COMMANDS =
      List.of(
          "With --commands-from-file a file in the syntax of virt-customize(1) takes the place of a",
          "recipe: a command on each line, its argument after a blank; lines that are empty or begin",
          "with # are passed over, and a backslash at its end continues a line. There are no",
          "variables. Commands are not run one after the other, but in the fixed order of recipes.",
          "Other commands are refused, each with what to do instead.");

  private SitePage() {}

  static String text() {
    Roff roff = new Roff();
    roff.title("node-customize-site", "5");
    roff.section("NAME");
    roff.raw(
        Roff.text("node-customize-site")
            + " \\- recipes that declare what a site wants of its images");
    roff.section("DESCRIPTION");
    roff.paragraphs(INTRODUCTION);
    roff.section("KEYS");
    fields(roff, RecipeFields.RECIPE, "");
    sections(roff, RecipeFields.RECIPE, "");
    roff.section("VALUES");
    roff.paragraphs(MODES);
    roff.section("INCLUDES AND VARIABLES");
    roff.paragraphs(MERGING);
    roff.section("COMMAND FILES");
    roff.paragraphs(COMMANDS);
    for (Command command : Command.values()) {
      String argument = command.argument().isEmpty() ? "" : " " + Roff.italic(command.argument());
      roff.entry(Roff.boldWord(command.word()) + argument, "Stands for " + command.meaning() + ".");
    }
    roff.section("ERRORS");
    for (SiteError error : SiteError.values()) {
      roff.entry(Roff.boldWord(error.id()), error.meaning());
    }
    roff.section("SEE ALSO");
    roff.raw(Roff.link("node-customize"));
    return roff.toString();
  }

  private static void fields(Roff roff, Shape.Section section, String prefix) {
    for (Field field : section.fields()) {
      String label =
          Roff.boldWord(prefix + field.name()) + " (" + Roff.text(type(field.shape())) + ")";
      roff.entry(label, describe(field));
    }
  }

  private static String type(Shape shape) {
    if (shape instanceof Shape.ListOf list) {
      return list.item() instanceof Shape.Section section
          ? "list of sections" + shorthand(section)
          : "list: " + Wording.of(list.item());
    }
    if (shape instanceof Shape.Named named) {
      return "names with values: " + Wording.of(named.value());
    }
    if (shape instanceof Shape.Section section) {
      return "section" + shorthand(section);
    }
    if (shape instanceof Shape.Either either) {
      return Wording.of(either.word()) + ", or a section";
    }
    return Wording.of(shape);
  }

  private static String shorthand(Shape.Section section) {
    return section.shorthand().map(name -> "; a bare word is its '" + name + "'").orElse("");
  }

  private static String describe(Field field) {
    StringBuilder text = new StringBuilder(field.doc());
    if (field.required()) {
      text.append(" Required.");
    }
    if (!field.applies().isEmpty()) {
      text.append(" Only ").append(field.applies()).append('.');
    }
    if (!field.standard().isEmpty()) {
      text.append(" Default: ").append(field.standard()).append('.');
    }
    // A word that is wider than the page cannot be set.
    boolean example =
        !field.example().isEmpty()
            && !(field.shape() instanceof Shape.Choice)
            && Arrays.stream(field.example().split(" ", -1)).allMatch(word -> word.length() < 50);
    if (example) {
      text.append(" Example: ").append(field.name()).append(": ").append(field.example());
    }
    return text.toString();
  }

  /** Each section within another gets a heading with its whole name. */
  private static void sections(Roff roff, Shape.Section section, String prefix) {
    for (Field field : section.fields()) {
      Shape shape = field.shape();
      boolean list = shape instanceof Shape.ListOf;
      Shape inner = shape instanceof Shape.ListOf items ? items.item() : shape;
      inner = inner instanceof Shape.Either either ? either.section() : inner;
      if (inner instanceof Shape.Section within) {
        String name = prefix + field.name() + (list ? "[]" : "");
        roff.section("KEYS OF " + Roff.text(name));
        List<String> lines = new ArrayList<>();
        lines.add(field.doc());
        for (Shape.Constraint constraint : within.constraints()) {
          if (constraint instanceof Shape.ExactlyOne one) {
            lines.add("One of " + Wording.words(one.names()) + " is given.");
          } else if (constraint instanceof Shape.AtLeastOne some) {
            lines.add("At least one of " + Wording.words(some.names()) + " is given.");
          }
        }
        roff.paragraphs(lines);
        fields(roff, within, "");
        sections(roff, within, name + ".");
      }
    }
  }
}

package org.nodecustomize.site.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.SourceText;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlReader;

/** Where the bytes of something come from: three keys of which one is given. */
final class ContentFields {
  static final List<String> NAMES = List.of("content", "source", "template");

  static final Shape.Constraint ONE = new Shape.ExactlyOne(NAMES);

  private ContentFields() {}

  /**
   * The three keys.
   *
   * @param text an example of the content
   * @param file an example of a file
   * @param template an example of a template
   */
  static List<Field> fields(String text, String file, String template) {
    return List.of(
        Field.of("content", NameKinds.TEXT, "The text itself.").example(text),
        Field.of("source", HostKinds.FILE, "A file of this machine, taken byte by byte.")
            .example(file),
        Field.of(
                "template",
                HostKinds.FILE,
                "A text file of this machine in which ${name} is filled in.")
            .example(template));
  }

  static Optional<ContentSource> bind(Entry entry, Binding binding) {
    Optional<String> content = entry.text("content");
    if (content.isPresent()) {
      return Optional.of(new ContentSource.Text(content.get()));
    }
    Optional<Value.Word> source = entry.word("source");
    if (source.isPresent()) {
      return source.flatMap(word -> hostFile(entry, word));
    }
    return entry.word("template").flatMap(word -> template(word, binding));
  }

  /** Text of a source that a check wants to look into; empty where it is not small text. */
  static Optional<String> text(ContentSource source) {
    if (source instanceof ContentSource.Text text) {
      return Optional.of(text.text());
    }
    if (source instanceof ContentSource.Template template) {
      return Optional.of(template.text());
    }
    ContentSource.HostFile file = (ContentSource.HostFile) source;
    if (file.size() > YamlReader.LARGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file.path()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ContentSource> hostFile(Entry entry, Value.Word word) {
    Path path = HostKinds.resolve(word.text(), word.spot().place());
    try {
      return Optional.of(
          new ContentSource.HostFile(path, Files.size(path), HostKinds.isProgram(path)));
    } catch (IOException e) {
      entry.fault(
          "source", SiteError.BAD_FILE, Complaint.of(Quoted.of(word.text()) + " cannot be read"));
      return Optional.empty();
    }
  }

  private static Optional<ContentSource> template(Value.Word word, Binding binding) {
    Path path = HostKinds.resolve(word.text(), word.spot().place());
    Optional<SourceText> source =
        new YamlReader(binding.faults()).load(word.text(), path, Optional.of(word.spot()));
    if (source.isEmpty()) {
      return Optional.empty();
    }
    String text = String.join("\n", source.get().lines());
    Spot top = new Spot(new Place(source.get(), 1, 1), "");
    Optional<String> filled = binding.variables().expand(text, top);
    try {
      boolean program = HostKinds.isProgram(path);
      return filled.map(one -> new ContentSource.Template(path, one, program));
    } catch (IOException e) {
      binding
          .faults()
          .add(
              SiteError.BAD_FILE,
              word.spot(),
              Complaint.of(Quoted.of(word.text()) + " cannot be read"));
      return Optional.empty();
    }
  }
}

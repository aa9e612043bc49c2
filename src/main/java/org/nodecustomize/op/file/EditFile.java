package org.nodecustomize.op.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/**
 * Changes a text file; links are followed, owner, mode and attributes stay. Bytes that are not UTF-8
 * stay as they are.
 *
 * @param create whether a missing file is made; else it is an error
 */
public record EditFile(Origin origin, String path, TextEdit edit, boolean create)
    implements TreeOperation {
  /** Bytes; what is larger is no configuration. */
  private static final int LARGEST = 16 << 20;

  private static final Pattern LINE_END = Pattern.compile("[\n\r\0]");

  @Override
  public String title() {
    return edit.verb() + " " + path;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          check();
          String place = tree.resolve(path).orElse(path);
          Optional<byte[]> content = tree.read(place, LARGEST);
          if (content.isEmpty() && tree.node(place).isPresent()) {
            throw AtOrigin.failure(origin, "expected a regular file at \"" + path + "\"");
          }
          if (content.isEmpty() && !create) {
            throw AtOrigin.failure(
                origin,
                "no such file in the image: \"" + path + "\"",
                "write create: true to have it made");
          }
          if (content.isEmpty() && isRemoval()) {
            return;
          }
          String before = TreeNames.decode(content.orElse(new byte[0]));
          String after = new TextEditor().edit(before, edit);
          if (content.isPresent() && after.equals(before)) {
            return;
          }
          warnIfEndless(after, events);
          tree.putFile(
              place,
              Content.of(TreeNames.encode(after)),
              tree.node(place).map(Placement::of).orElse(Placement.ofRoot(0644)));
        });
  }

  private boolean isRemoval() {
    return edit instanceof TextEdit.LineAbsent
        || edit instanceof TextEdit.MatchAbsent
        || edit instanceof TextEdit.Substitute
        || edit instanceof TextEdit.UnsetKey
        || edit instanceof TextEdit.UnsetIniKey;
  }

  /** What is applied to its own output must change nothing. */
  private void warnIfEndless(String after, Events events) {
    if (edit instanceof TextEdit.Substitute substitute
        && !new TextEditor().edit(after, optional(substitute)).equals(after)) {
      events.warning(
          "%s: \"%s\" matches what it has been replaced by, so every further run changes \"%s\" again"
              .formatted(origin, substitute.pattern(), path));
    }
  }

  private static TextEdit optional(TextEdit.Substitute edit) {
    return new TextEdit.Substitute(edit.pattern(), edit.replacement(), false);
  }

  /** A text with a line end in it would be two lines the next time. */
  private void check() {
    List<String> single = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (edit instanceof TextEdit.LinePresent present) {
      single.add(present.line());
    } else if (edit instanceof TextEdit.SetKey set) {
      single.addAll(List.of(set.key(), set.value(), set.separator()));
      names.add(set.key());
      if (set.separator().isEmpty()) {
        throw AtOrigin.failure(origin, "the separator must not be empty");
      }
    } else if (edit instanceof TextEdit.UnsetKey unset) {
      names.add(unset.key());
    } else if (edit instanceof TextEdit.SetIniKey set) {
      single.addAll(List.of(set.section(), set.key(), set.value()));
      names.add(set.key());
    } else if (edit instanceof TextEdit.UnsetIniKey unset) {
      names.add(unset.key());
    }
    if (single.stream().anyMatch(text -> LINE_END.matcher(text).find())) {
      throw new OperationException(
          origin
              .problem("expected one line but was a text with line ends")
              .withHint("write an edit for each line"));
    }
    if (names.stream().anyMatch(name -> name.isBlank() || !name.equals(name.strip()))) {
      throw AtOrigin.failure(origin, "expected a key without white space around it");
    }
  }
}

package org.nodecustomize.op.system;

import java.util.List;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * A text for those who log in: after it (pam_motd(8)) or before it (agetty(8)). A snippet where the
 * image reads snippets, which EL 8 and later do; else the whole file.
 *
 * @param name of the snippet
 */
public record LoginMessage(Origin origin, When when, String name, String text)
    implements TreeOperation {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private static final int LONGEST = 64 << 10;

  /** When the text is shown. */
  public enum When {
    BEFORE_LOGIN("issue", ".issue"),
    AFTER_LOGIN("motd", "");

    private final String file;
    private final String suffix;

    When(String file, String suffix) {
      this.file = file;
      this.suffix = suffix;
    }

    /** agetty of EL 8 knows the directory in /etc alone. */
    private List<String> directories() {
      return this == AFTER_LOGIN
          ? List.of("/usr/lib/motd.d", "/etc/motd.d")
          : List.of("/etc/issue.d");
    }
  }

  @Override
  public String title() {
    return "set " + when.file;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    if (!NAME.matcher(name).matches()) {
      throw Wrong.wish(
          origin, "not the name of a message: \"" + name + "\"", "letters, digits, _ and -");
    }
    if (text.length() > LONGEST || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
      throw Wrong.wish(
          origin,
          "expected a text of at most 65,536 characters without control characters",
          "leave colours and the like out");
    }
    Edits edits = new Edits(tree);
    String ended = UnitDropIn.ended(text);
    for (String directory : when.directories()) {
      if (edits.isDirectory(directory)) {
        edits.file(directory + "/50-" + name + when.suffix, ended, 0644);
        return;
      }
    }
    edits.edit("/etc/" + when.file, ended);
  }
}

package org.nodecustomize.site.recipe;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/** What is wrong with a word of a shape. */
final class Words {
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern YES_OR_NO = Pattern.compile("(?i)yes|no|on|off|y|n|0|1");

  private Words() {}

  static Optional<TextKind.Flaw> flaw(Shape shape, String text, boolean plain, Place at) {
    if (shape instanceof Shape.Text kind) {
      return plain && kind.kind().equals(ImageKinds.MODE)
          ? ImageKinds.plainMode(text, at)
          : kind.kind().check().flaw(text, at);
    }
    if (shape instanceof Shape.Flag) {
      return flag(text);
    }
    if (shape instanceof Shape.Whole whole) {
      return whole(whole, text);
    }
    if (shape instanceof Shape.Choice choice) {
      return choice(choice, text);
    }
    throw new IllegalArgumentException("not a word: " + shape);
  }

  private static Optional<TextKind.Flaw> flag(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Optional.empty();
    }
    Complaint complaint = Complaint.expected("true or false", text);
    if (YES_OR_NO.matcher(text).matches()) {
      boolean yes = Pattern.matches("(?i)yes|on|y|1", text);
      complaint = complaint.hint("write " + yes);
    } else if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      complaint = complaint.hint("write " + text.toLowerCase(Locale.ROOT));
    }
    return Optional.of(new TextKind.Flaw(SiteError.WRONG_TYPE, complaint));
  }

  private static Optional<TextKind.Flaw> whole(Shape.Whole whole, String text) {
    boolean number = WHOLE.matcher(text).matches();
    if (number && Long.parseLong(text) >= whole.least() && Long.parseLong(text) <= whole.most()) {
      return Optional.empty();
    }
    return Optional.of(
        new TextKind.Flaw(
            number ? SiteError.BAD_NUMBER : SiteError.WRONG_TYPE,
            Complaint.expected(Wording.of(whole), text)));
  }

  private static Optional<TextKind.Flaw> choice(Shape.Choice choice, String text) {
    if (choice.words().contains(text)) {
      return Optional.empty();
    }
    Complaint complaint = Complaint.expected(Wording.of(choice), text);
    return Optional.of(
        new TextKind.Flaw(
            SiteError.NOT_A_CHOICE,
            Spelling.nearest(text.toLowerCase(Locale.ROOT), choice.words())
                .map(word -> complaint.hint("did you mean " + Quoted.of(word) + "?"))
                .orElse(complaint)));
  }
}

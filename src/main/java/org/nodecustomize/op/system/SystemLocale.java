package org.nodecustomize.op.system;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * The language of the system, LANG of locale.conf(5).
 *
 * @param locale for instance {@code cs_CZ.UTF-8}
 */
public record SystemLocale(Origin origin, String locale) implements TreeOperation {
  private static final Pattern NAME =
      Pattern.compile("(?:C|POSIX|[a-z]{2,3}(?:_[A-Z]{2})?)(?:\\.[A-Za-z0-9-]+)?(?:@[a-z]+)?");

  @Override
  public String title() {
    return "set the locale " + locale;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    if (!NAME.matcher(locale).matches()) {
      throw Wrong.wish(
          origin, "not a locale: \"" + locale + "\"", "for instance en_US.UTF-8 or C.UTF-8");
    }
    Set<String> known = Locales.of(tree);
    if (!known.contains(Locales.normal(locale))) {
      String language = locale.split("[_.@]", 2)[0].toLowerCase(Locale.ROOT);
      throw Wrong.unknown(
          origin,
          "no locale \"" + locale + "\" in the image",
          Locales.normal(locale),
          known,
          "install the package glibc-langpack-" + language);
    }
    Edits edits = new Edits(tree);
    edits.edit("/etc/locale.conf", KeyLines.set(edits.lines("/etc/locale.conf"), "LANG", locale));
    events.notice(
        "%s: the installer writes its own [NC120]; put lang %s in the kickstart"
            .formatted(origin, locale));
  }
}

package org.nodecustomize.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleDescription;

/** The manual page about the layout rules, made from their annotations and pages. */
final class RulesPage {
  private static final String NAME = "node-customize-rules";

  private RulesPage() {}

  /** The file's name. */
  static String fileName() {
    return NAME + ".7";
  }

  /** The page. */
  static String page() {
    Roff roff = new Roff();
    roff.title(NAME, "7");
    roff.section("NAME");
    roff.raw(Roff.text(NAME) + " \\- layout rules of images");
    roff.section("DESCRIPTION");
    roff.paragraphs(
        List.of(
            "node-customize check holds an image to these rules. Rules of kind state look at the image"
                + " as it is, rules of kind change at what it has that the image it was made from has"
                + " not; those need --base. A finding of a state rule that the original has as well"
                + " only informs.",
            "",
            "After the severity stand the profiles in which the rule has a meaning, with their own"
                + " severity where it is another. Short names of consumers: A7 to A10 and AM are"
                + " anaconda of EL 7 to EL 10 and of Fedora, IMG imgbased, NGI ovirt-node-ng-image,"
                + " NCTL ovirt-node-ng, LOR lorax, DRA dracut, OST ostree, BOO bootc, RPO rpm-ostree,"
                + " SD systemd."));
    roff.section("RULES");
    for (Rule rule : Catalogue.all()) {
      RuleDescription one = RuleDescription.of(rule);
      roff.entry(Roff.boldWord(one.id() + " " + one.slug()), text(one));
    }
    roff.section("SEE ALSO");
    roff.raw(
        Roff.link("node-customize-check")
            + ", "
            + Roff.link("node-customize-explain")
            + ", "
            + Roff.link("node-customize-rules"));
    return roff.toString();
  }

  private static String text(RuleDescription rule) {
    String severities =
        rule.severities().entrySet().stream()
            .map(entry -> entry.getKey().id() + " " + entry.getValue().id())
            .collect(Collectors.joining(", "));
    return "%s. Kind: %s. Severity: %s. Hurts: %s. Fix: %s%s."
        .formatted(
            sentence(rule.summary()),
            rule.kind().id(),
            severities,
            rule.consumer(),
            rule.fix(),
            rule.fixable() ? " (check --fix does it where it is mechanical)" : "");
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

package org.nodecustomize.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.image.LayoutProfile;

/**
 * A rule as lists and reports show it.
 *
 * @param severities of its worst finding, by profile; a profile that is missing is one in which the
 *     rule has no meaning
 * @param fixable whether {@code check --fix} repairs what it finds, or some of it
 */
public record RuleDescription(
    String id,
    String slug,
    String summary,
    RuleKind kind,
    Map<LayoutProfile, Severity> severities,
    String consumer,
    String fix,
    boolean fixable,
    String since) {

  public RuleDescription {
    severities = Collections.unmodifiableMap(new EnumMap<>(severities));
  }

  /** Reads the annotation of a rule. */
  public static RuleDescription of(Rule rule) {
    RuleInfo info = rule.getClass().getAnnotation(RuleInfo.class);
    if (info == null) {
      throw new IllegalArgumentException(rule.getClass() + " has no @RuleInfo");
    }
    Map<LayoutProfile, Severity> severities = new EnumMap<>(LayoutProfile.class);
    for (LayoutProfile profile : info.profiles()) {
      severities.put(profile, info.severity());
    }
    for (LayoutProfile profile : info.warningIn()) {
      severities.put(profile, Severity.WARNING);
    }
    for (LayoutProfile profile : info.infoIn()) {
      severities.put(profile, Severity.INFO);
    }
    return new RuleDescription(
        info.id(),
        info.slug(),
        info.summary(),
        info.kind(),
        severities,
        info.consumer(),
        info.fix(),
        rule instanceof Fixable,
        info.since());
  }

  /** How bad its worst finding is in a profile; empty where the rule has no meaning there. */
  public Optional<Severity> severity(LayoutProfile profile) {
    return Optional.ofNullable(severities.get(profile));
  }

  /** The page about the rule, in Markdown. */
  public String page() {
    String name = id + ".md";
    try (InputStream in = RuleDescription.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no page " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

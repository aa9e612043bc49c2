package org.nodecustomize.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.nodecustomize.image.LayoutProfile;

/** What is known of a rule before it looks at an image; its page says the rest. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RuleInfo {

  /** {@code NC} and three digits; never used again for another rule. */
  String id();

  /** A name for people. */
  String slug();

  /** What is wrong where the rule fails: lower case, no full stop. */
  String summary();

  RuleKind kind();

  /** How bad its worst finding is in a profile of {@link #profiles} that is named nowhere else. */
  Severity severity();

  /** The profiles in which the rule has a meaning. */
  LayoutProfile[] profiles() default {
    LayoutProfile.IMGBASED, LayoutProfile.NGN, LayoutProfile.OSTREE, LayoutProfile.PLAIN
  };

  /** The profiles in which it only warns. */
  LayoutProfile[] warningIn() default {};

  /** The profiles in which it only informs. */
  LayoutProfile[] infoIn() default {};

  /** Which program is hurt, by its source where that is known. */
  String consumer();

  /** What to do, where a finding says nothing more exact. */
  String fix();

  /** The version of this program that brought the rule. */
  String since() default "0.1";
}

package org.nodecustomize.rule;

/**
 * One thing that a rule does not like.
 *
 * @param rule its number
 * @param path in the image; or what else it is about: {@code package bash}, {@code squashfs}
 * @param evidence what was seen there: lower case, no full stop
 * @param fix what to do
 * @param inherited whether the image that this one was made from has it too
 */
public record Finding(
    String rule, Severity severity, String path, String evidence, String fix, boolean inherited) {

  /** The same finding, which the image's base has too: no more than worth knowing. */
  Finding asInherited() {
    return new Finding(rule, Severity.INFO, path, evidence, fix, true);
  }
}

package org.nodecustomize.op.file;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an edit does to a text. Done twice, all but {@link Substitute} give the same text by what they
 * are; comments and spacing of lines that are not concerned stay as they are.
 */
public sealed interface TextEdit {

  /** What is done, in a few words, for titles. */
  String verb();

  /**
   * A line is there.
   *
   * @param line without a line end
   * @param matching the last line in which this is found becomes {@code line}, others go
   * @param after otherwise it goes below the last line in which this is found, else to the end
   */
  record LinePresent(String line, Optional<Pattern> matching, Optional<Pattern> after)
      implements TextEdit {
    @Override
    public String verb() {
      return "add a line to";
    }
  }

  /** No line is exactly this. */
  record LineAbsent(String line) implements TextEdit {
    @Override
    public String verb() {
      return "remove a line from";
    }
  }

  /** In no line this is found. */
  record MatchAbsent(Pattern pattern) implements TextEdit {
    @Override
    public String verb() {
      return "remove lines from";
    }
  }

  /**
   * Whatever matches, in each line, is replaced.
   *
   * @param replacement with {@code $1} for groups, as {@link java.util.regex.Matcher} has it
   * @param required whether it is an error that nothing matches and nothing was replaced before
   */
  record Substitute(Pattern pattern, String replacement, boolean required) implements TextEdit {
    @Override
    public String verb() {
      return "replace in";
    }
  }

  /**
   * A key has a value, in a line of its own: the last line that sets the key is changed and others
   * go; else the line is put below the last one that is commented out, else at the end. Where white
   * space separates, what stands from a line {@code Match ...} on is left alone: there, sshd_config(5)
   * has what holds for some connections only.
   *
   * @param separator between key and value; what is not white space in it marks the key in lines
   *     that are there
   */
  record SetKey(String key, String value, String separator) implements TextEdit {
    @Override
    public String verb() {
      return "set \"" + key + "\" in";
    }
  }

  /** No line sets the key. */
  record UnsetKey(String key, String separator) implements TextEdit {
    @Override
    public String verb() {
      return "unset \"" + key + "\" in";
    }
  }

  /** A key of a section of an ini file has a value. */
  record SetIniKey(String section, String key, String value) implements TextEdit {
    @Override
    public String verb() {
      return "set \"" + key + "\" of [" + section + "] in";
    }
  }

  /** A section of an ini file has no such key. */
  record UnsetIniKey(String section, String key) implements TextEdit {
    @Override
    public String verb() {
      return "unset \"" + key + "\" of [" + section + "] in";
    }
  }

  /** The file is there and has no content. */
  record Empty() implements TextEdit {
    @Override
    public String verb() {
      return "empty";
    }
  }
}

package org.nodecustomize.site.yaml;

/** What can be wrong with a recipe. The numbers are a contract and are not used again. */
public enum SiteError {
  BAD_TEXT(2, "a recipe is not UTF-8 text"),
  BAD_YAML(3, "a recipe is not YAML"),
  UNSUPPORTED_YAML(4, "a feature of YAML that recipes do not have"),
  TOO_LARGE(5, "a recipe is too large or too deep"),
  UNKNOWN_KEY(10, "a key is not known"),
  DUPLICATE_KEY(11, "a key is there twice"),
  MISSING_KEY(12, "a key is missing"),
  WRONG_TYPE(13, "a value is of another type"),
  NOT_A_CHOICE(14, "a word is none of those possible"),
  CHOOSE_ONE(15, "keys exclude each other"),
  NOT_APPLICABLE(16, "a key does not apply here"),
  BAD_NUMBER(17, "a number is none or is out of range"),
  BAD_INCLUDE(21, "an included recipe cannot be read"),
  INCLUDE_CYCLE(22, "recipes include each other"),
  TOO_MANY_INCLUDES(23, "too many recipes are included"),
  INCLUDE_CONFLICT(24, "included recipes contradict each other"),
  UNDEFINED_VARIABLE(30, "a variable is not defined"),
  BAD_VARIABLE(31, "a variable is written wrongly"),
  UNUSED_SETTING(32, "--set names a variable that the recipe does not have"),
  BAD_TEXT_VALUE(40, "a text is not of the form expected"),
  BAD_PATH(41, "a path in the image is not possible"),
  BAD_MODE(42, "a mode is not octal"),
  BAD_NAME(43, "a name is not possible"),
  MISSING_FILE(44, "a file of this machine is missing"),
  BAD_FILE(45, "a file of this machine is not what is expected"),
  BAD_INTENT(46, "an intent does not fit the path"),
  BAD_ATTRIBUTE(47, "an extended attribute or capability is not possible"),
  BAD_ADDRESS(48, "a host, address, port or URL is not possible"),
  PLAIN_PASSWORD(50, "a password is not hashed"),
  BAD_KEY(51, "an SSH key, certificate or OpenPGP key is none"),
  SECRET(52, "a private key where a public one belongs"),
  WRITTEN_TWICE(60, "something is written twice"),
  CONTRADICTION(61, "two wishes exclude each other"),
  UNKNOWN_COMMAND(70, "a command file has an unknown command"),
  REFUSED_COMMAND(71, "a command cannot be honoured"),
  BAD_ARGUMENT(72, "a command's argument is not of the form expected");

  private final int number;
  private final String meaning;

  SiteError(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** As messages show it, for instance {@code NC-S014}. */
  public String id() {
    return "NC-S%03d".formatted(number);
  }

  /** What all messages of this kind have in common. */
  public String meaning() {
    return meaning;
  }
}

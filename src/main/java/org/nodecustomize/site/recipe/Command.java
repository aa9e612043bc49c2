package org.nodecustomize.site.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The commands of virt-customize(1) that are honoured, and what of a recipe each stands for. */
public enum Command {
  APPEND_LINE("FILE:LINE", "an edit with 'line': not added where it is there already"),
  CHMOD("MODE:PATH", "an item of 'permissions'"),
  CHOWN("UID:GID:PATH", "an item of 'permissions'"),
  COPY_IN("LOCAL:DIRECTORY", "a file or a tree"),
  DELETE("PATH", "an item of 'remove'"),
  EDIT("FILE:s/REGEX/TEXT/g", "an edit with 'substitute'; no other expression of Perl"),
  FIRSTBOOT("SCRIPT", "a first boot script"),
  FIRSTBOOT_COMMAND("COMMAND", "a first boot script"),
  HOSTNAME("NAME", "'hostname'"),
  INSTALL("PACKAGE,PACKAGE", "'packages.install'; files too"),
  LINK("TARGET:LINK[:LINK...]", "items of 'links'"),
  MKDIR("DIRECTORY", "an item of 'directories'"),
  NO_LOGFILE("", "nothing: logs do not stay in the image"),
  PASSWORD("USER:locked", "a user; no plain passwords"),
  PASSWORD_CRYPTO("METHOD", "nothing: passwords are hashed before"),
  ROOT_PASSWORD("locked", "the user root; no plain passwords"),
  RUN("SCRIPT", "an offline script"),
  RUN_COMMAND("COMMAND", "an offline script"),
  SELINUX_RELABEL("", "nothing: what changes is labelled always"),
  SSH_INJECT("USER:file:FILE or USER:string:KEY", "a user with 'sshKeys'"),
  TIMEZONE("ZONE", "'timezone'"),
  TOUCH("FILE", "an empty file with 'replace: false'"),
  TRUNCATE("FILE", "an edit with 'empty'"),
  UNINSTALL("PACKAGE,PACKAGE", "'packages.remove'"),
  UPDATE("", "'packages.update' of everything"),
  UPLOAD("LOCAL:FILE", "a file with 'source'"),
  WRITE("FILE:CONTENT", "a file with 'content'");

  private final String argument;
  private final String meaning;

  Command(String argument, String meaning) {
    this.argument = argument;
    this.meaning = meaning;
  }

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The form of its argument, empty where it has none. */
  public String argument() {
    return argument;
  }

  /** What it stands for. */
  public String meaning() {
    return meaning;
  }

  static Optional<Command> of(String word) {
    return Arrays.stream(values()).filter(command -> command.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Command::word).toList();
  }
}

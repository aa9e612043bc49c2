package org.nodecustomize.plan;

import java.util.Locale;

/** The order in which the wishes of a recipe are carried out, and why each has its place. */
public enum Phase {
  PACKAGES(
      "packages", "first: they bring the programs, units and accounts that the rest refers to"),
  REMOVALS(
      "files removed",
      "before anything is written, homes and keys of users too, so that no wish is taken away again"),
  GROUPS("groups", "before users, who are members of them"),
  USERS("users", "before files, which they own"),
  DIRECTORIES("directories", "before what is placed in them"),
  TREES("directory trees", "before single files, which go over what a tree brings"),
  FILES("files", "after the directories and trees that they lie in"),
  LINKS("links", "after what they lead to"),
  EDITS("edits", "after packages and files, so that they find the text that they change"),
  SUDO("sudo", "after the users and groups that its rules name"),
  SETTINGS("settings", "after files: what is wished for by name goes over a file of the recipe"),
  KERNEL("kernel", "with the settings; before the initramfs, which holds a part of it"),
  UNITS("drop-ins", "before services are enabled: a drop-in may say what a unit is wanted by"),
  SERVICES("services", "after packages and files, which bring their units"),
  FIRSTBOOT("scripts for the first boot", "after services: their unit is enabled like any other"),
  TRUST("trusted certificates", "after the files; the image's own program makes the bundles"),
  SELINUX("SELinux", "after the packages that bring the policy; before scripts, which may ask it"),
  PERMISSIONS("permissions", "after everything is placed, by whatever section"),
  SCRIPTS("scripts", "last of the site's wishes: a script sees all the others done"),
  INITRAMFS("initramfs", "after everything that goes into it");

  private final String title;
  private final String reason;

  Phase(String title, String reason) {
    this.title = title;
    this.reason = reason;
  }

  /** What is done, for people. */
  public String title() {
    return title;
  }

  /** Why it has its place. */
  public String reason() {
    return reason;
  }

  /** The name as reports spell it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.nodecustomize.site.recipe;

import java.util.Map;
import java.util.TreeMap;

/** Commands of virt-customize that cannot be honoured, and what to do instead. */
final class Refusals {
  private static final String REGISTER =
      "register the node: firstboot-command subscription-manager register ...";
  private static final String WINDOWS = "leave it out";

  private static final Map<String, String> WAYS_OUT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("commands-from-file", "put its lines here"),
              Map.entry("copy", "run-command cp -a SOURCE DEST"),
              Map.entry("move", "run-command mv SOURCE DEST"),
              Map.entry("scrub", "delete PATH"),
              Map.entry("tar-in", "unpack it here and use copy-in, or 'trees:' of a recipe"),
              Map.entry("truncate-recursive", "delete PATH/*"),
              Map.entry("no-selinux-relabel", "leave it out: files without labels break the node"),
              Map.entry("firstboot-install", "install, which puts the packages into the image"),
              Map.entry("inject-blnsvr", WINDOWS),
              Map.entry("inject-qemu-ga", WINDOWS),
              Map.entry("inject-virtio-win", WINDOWS),
              Map.entry("sm-attach", REGISTER),
              Map.entry("sm-credentials", REGISTER),
              Map.entry("sm-register", REGISTER),
              Map.entry("sm-remove", REGISTER),
              Map.entry("sm-unregister", REGISTER)));

  private Refusals() {}

  /** The way out by command. */
  static Map<String, String> all() {
    return Map.copyOf(WAYS_OUT);
  }
}

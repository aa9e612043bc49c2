package org.nodecustomize.op.system;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses as text, told apart from names: nothing here asks a name server. */
final class IpAddress {
  private static final Pattern FOUR =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private IpAddress() {}

  static boolean isAddress(String text, boolean six) {
    if (!six) {
      return FOUR.matcher(text).matches();
    }
    if (!SIX.matcher(text).matches()) {
      return false;
    }
    try {
      // A text with a colon is an address or nothing to it, never a name.
      return InetAddress.getByName(text).getAddress().length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static boolean isAddress(String text) {
    return isAddress(text, false) || isAddress(text, true);
  }

  /** An address with or without {@code /PREFIX}. */
  static boolean isNetwork(String text, boolean six) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return isAddress(text, six);
    }
    String prefix = text.substring(slash + 1);
    return isAddress(text.substring(0, slash), six)
        && prefix.matches("[0-9]{1,3}")
        && Integer.parseInt(prefix) <= (six ? 128 : 32);
  }

  /** A host's name by the rules of RFC 1123. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}

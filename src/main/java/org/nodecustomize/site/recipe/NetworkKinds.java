package org.nodecustomize.site.recipe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;

/** Kinds of text about networks. */
public final class NetworkKinds {
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  private static final Pattern PORTS =
      Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?/(tcp|udp|sctp|dccp)");

  private static final Pattern IPV4 =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

  private static final Pattern IPV6 =
      Pattern.compile("(?=[0-9A-Fa-f:.]{2,45}$)(?=.*:.*:).*[0-9A-Fa-f:]");

  /** The name of a machine. */
  public static final TextKind HOSTNAME =
      TextKind.matching(
          "a host name",
          SiteError.BAD_ADDRESS,
          "(?=.{1,64}$)" + LABEL + "(\\." + LABEL + ")*",
          "letters, digits, \"-\" and dots, at most 64 characters");

  /** A machine by name or address. */
  public static final TextKind HOST =
      TextKind.free("a host name or address", (text, at) -> host(text));

  /** A port or some, with a protocol. */
  public static final TextKind PORT =
      new TextKind(
          "a port such as \"8443/tcp\"",
          Optional.of("[0-9]{1,5}(-[0-9]{1,5})?/(tcp|udp|sctp|dccp)"),
          (text, at) -> port(text));

  /** An address or a network. */
  public static final TextKind NETWORK =
      TextKind.free("an address or network such as \"10.0.0.0/24\"", (text, at) -> network(text));

  /** An interface of the node. */
  public static final TextKind INTERFACE =
      TextKind.matching(
          "the name of a network interface of at most 15 characters",
          SiteError.BAD_NAME,
          "[A-Za-z0-9_.@-]{1,15}");

  /** A zone of firewalld: its name must fit into that of a chain. */
  public static final TextKind ZONE =
      TextKind.matching(
          "the name of a zone of at most 17 characters", SiteError.BAD_NAME, "[A-Za-z0-9_-]{1,17}");

  /** A service of firewalld. */
  public static final TextKind SERVICE =
      TextKind.matching(
          "the name of a firewalld service", SiteError.BAD_NAME, "[A-Za-z0-9_.-]{1,64}");

  /** Where something is to be got. */
  public static final TextKind URL =
      new TextKind(
          "a URL that begins with https://, http:// or file:///",
          Optional.of("(https?://|file:///).+"),
          (text, at) -> url(text));

  private NetworkKinds() {}

  private static Optional<TextKind.Flaw> flaw(String expected, String text) {
    return Optional.of(
        new TextKind.Flaw(SiteError.BAD_ADDRESS, Complaint.expected(expected, text)));
  }

  private static boolean isAddress(String text) {
    Matcher v4 = IPV4.matcher(text);
    if (v4.matches()) {
      for (int i = 1; i <= 4; i++) {
        if (Integer.parseInt(v4.group(i)) > 255) {
          return false;
        }
      }
      return true;
    }
    return IPV6.matcher(text).matches();
  }

  private static Optional<TextKind.Flaw> host(String text) {
    boolean digits = text.matches("[0-9.]+");
    boolean valid =
        isAddress(text)
            || (!digits && text.matches("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*"));
    return valid ? Optional.empty() : flaw(HOST.expects(), text);
  }

  private static Optional<TextKind.Flaw> network(String text) {
    if (text.matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean prefix =
        slash < 0
            || (text.substring(slash + 1).matches("[0-9]{1,3}")
                && Integer.parseInt(text.substring(slash + 1))
                    <= (address.contains(":") ? 128 : 32));
    return prefix && isAddress(address) ? Optional.empty() : flaw(NETWORK.expects(), text);
  }

  private static Optional<TextKind.Flaw> port(String text) {
    Matcher matcher = PORTS.matcher(text);
    if (!matcher.matches()) {
      Optional<TextKind.Flaw> flaw = flaw(PORT.expects(), text);
      return text.matches("[0-9]{1,5}(:(tcp|udp))?")
          ? flaw.map(
              one ->
                  new TextKind.Flaw(
                      one.error(),
                      one.complaint()
                          .hint(
                              "write \""
                                  + text.split(":", -1)[0]
                                  + (text.endsWith("udp") ? "/udp\"" : "/tcp\""))))
          : flaw;
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    return first >= 1 && last <= 65535 && first <= last
        ? Optional.empty()
        : flaw("ports from 1 to 65535", text);
  }

  private static Optional<TextKind.Flaw> url(String text) {
    try {
      // dnf's own variables are no part of a URL's syntax.
      URI uri = new URI(text.replaceAll("\\$[a-z_]+", "x"));
      boolean web =
          ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
              && uri.getHost() != null;
      boolean file = "file".equals(uri.getScheme()) && text.startsWith("file:///");
      if (uri.getUserInfo() != null) {
        return Optional.of(
            new TextKind.Flaw(
                SiteError.SECRET,
                Complaint.of("a URL with a user or password in it", "images are published"),
                true));
      }
      return web || file ? Optional.empty() : flaw(URL.expects(), text);
    } catch (URISyntaxException e) {
      return flaw(URL.expects(), text);
    }
  }
}

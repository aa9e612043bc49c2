package org.nodecustomize.site.recipe;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.tree.Bytes;

/** Values of extended attributes in the notation of getfattr(1): text, or 0x and digits. */
final class Attributes {
  private static final Pattern HEX = Pattern.compile("0[xX]((?:[0-9a-fA-F]{2})*)");

  private Attributes() {}

  static SortedMap<String, Bytes> of(Map<String, Value.Word> named, Entry entry) {
    SortedMap<String, Bytes> attributes = new TreeMap<>();
    named.forEach(
        (name, word) -> {
          var matcher = HEX.matcher(word.text());
          if (matcher.matches()) {
            attributes.put(name, Bytes.of(HexFormat.of().parseHex(matcher.group(1))));
          } else {
            attributes.put(name, Bytes.of(word.text().getBytes(StandardCharsets.UTF_8)));
          }
        });
    if (named.containsKey("security.capability")) {
      entry.fault(
          "xattrs",
          SiteError.BAD_ATTRIBUTE,
          Complaint.of(
              "capabilities have a key of their own", "write \"capabilities: cap_net_raw+ep\""));
    }
    return attributes;
  }
}

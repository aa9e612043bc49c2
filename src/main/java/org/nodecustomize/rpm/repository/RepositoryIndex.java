package org.nodecustomize.rpm.repository;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What {@code repodata/repomd.xml} leads to.
 *
 * @param primary the list of packages
 */
public record RepositoryIndex(RepositoryFile primary) {
  /** Where it is, from the repository's root. */
  public static final String HREF = "repodata/repomd.xml";

  /** How large it may be, in bytes. */
  public static final long LIMIT = 4 << 20;

  /**
   * Reads it.
   *
   * @throws BadMetadataException if it is none, or has no list of packages that can be used
   */
  public static RepositoryIndex read(InputStream in) throws IOException {
    MetadataXml xml = MetadataXml.of(in, LIMIT);
    boolean inPrimary = false;
    boolean known = false;
    String href = "";
    String type = "";
    String digest = "";
    String size = "";
    for (Optional<String> tag = xml.next(); tag.isPresent(); tag = xml.next()) {
      switch (tag.get()) {
        case "repomd" -> known = true;
        case "data" -> inPrimary = xml.attribute("type").equals("primary");
        case "/data" -> inPrimary = false;
        case "location" -> href = inPrimary ? xml.attribute("href") : href;
        case "size" -> size = inPrimary ? xml.text() : size;
        case "checksum" -> {
          if (inPrimary) {
            type = xml.attribute("type");
            digest = xml.text();
          }
        }
        default -> {}
      }
    }
    if (!known) {
      throw new BadMetadataException("not the index of a repository: expected <repomd>");
    }
    if (href.isEmpty()) {
      throw new BadMetadataException("bad metadata: the index has no list of packages");
    }
    return new RepositoryIndex(RepositoryFile.of(href, type, digest, size));
  }
}

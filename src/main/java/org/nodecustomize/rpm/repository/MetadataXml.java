package org.nodecustomize.rpm.repository;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Walks through XML that somebody else wrote: no document types, no entities of others, bounded. */
final class MetadataXml {
  private static final int LONGEST_TEXT = 64 << 10;

  private final XMLStreamReader reader;

  private MetadataXml(XMLStreamReader reader) {
    this.reader = reader;
  }

  /**
   * @param limit how many bytes to read at most
   */
  static MetadataXml of(InputStream in, long limit) throws BadMetadataException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    try {
      return new MetadataXml(factory.createXMLStreamReader(new Bounded(in, limit)));
    } catch (XMLStreamException e) {
      throw bad(e);
    }
  }

  private static BadMetadataException bad(XMLStreamException e) {
    Throwable cause = e.getNestedException();
    if (cause instanceof BadMetadataException known) {
      return known;
    }
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new BadMetadataException("bad metadata: not XML: " + first.replaceAll("[^ -~]", "?"), e);
  }

  /**
   * Goes to the next tag.
   *
   * @return the local name of an element that begins, {@code /} and its name where it ends; empty at
   *     the end
   */
  Optional<String> next() throws BadMetadataException {
    try {
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          return Optional.of(reader.getLocalName());
        }
        if (event == XMLStreamConstants.END_ELEMENT) {
          return Optional.of("/" + reader.getLocalName());
        }
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
          throw new BadMetadataException("bad metadata: a document type or entity is refused");
        }
      }
      return Optional.empty();
    } catch (XMLStreamException e) {
      throw bad(e);
    }
  }

  /** The text up to the end of the element. */
  String text() throws BadMetadataException {
    StringBuilder text = new StringBuilder();
    try {
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
          text.append(reader.getText());
          if (text.length() > LONGEST_TEXT) {
            throw new BadMetadataException("bad metadata: a text is longer than 64 KiB");
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          return text.toString().strip();
        } else if (event == XMLStreamConstants.START_ELEMENT
            || event == XMLStreamConstants.ENTITY_REFERENCE) {
          throw new BadMetadataException("bad metadata: expected a text");
        }
      }
    } catch (XMLStreamException e) {
      throw bad(e);
    }
    throw new BadMetadataException("bad metadata: it ends too early");
  }

  /** An attribute of the element that begins here; empty where it is missing. */
  String attribute(String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /** Fails where there is more than allowed, or a single tag or text has no end. */
  private static final class Bounded extends FilterInputStream {
    private static final int LONGEST_RUN = 1 << 20;
    private final long limit;
    private long total;
    private int run;

    Bounded(InputStream in, long limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      for (int i = 0; i < count; i++) {
        run = into[offset + i] == '>' ? 0 : run + 1;
        if (run > LONGEST_RUN) {
          throw new BadMetadataException("bad metadata: a tag or text is longer than 1 MiB");
        }
      }
      total += Math.max(0, count);
      if (total > limit) {
        throw new BadMetadataException(
            "bad metadata: expected at most %,d bytes of XML".formatted(limit));
      }
      return count;
    }
  }
}

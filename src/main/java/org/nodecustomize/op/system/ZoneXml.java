package org.nodecustomize.op.system;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.nodecustomize.diag.Origin;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** The XML of a zone of firewalld, see firewalld.zone(5); written with two blanks of indentation. */
final class ZoneXml {
  /** firewalld's own zones have rules two elements deep. */
  private static final int DEEPEST = 32;

  private final Document document;

  private ZoneXml(Document document) {
    this.document = document;
  }

  /** A zone that lets nothing in. */
  static ZoneXml empty(String name) {
    Document document = builder().newDocument();
    Element zone = document.createElement("zone");
    document.appendChild(zone);
    Element shortName = document.createElement("short");
    shortName.setTextContent(name);
    zone.appendChild(shortName);
    return new ZoneXml(document);
  }

  /** Reads a zone; a document type, with which entities come, is refused. */
  static ZoneXml parse(Origin origin, String name, String text) {
    DocumentBuilder builder = builder();
    builder.setErrorHandler(new Silent());
    Document document;
    try {
      document = builder.parse(new InputSource(new StringReader(text)));
    } catch (SAXException | IOException e) {
      throw Wrong.wish(
          origin,
          "bad firewall zone \"%s\" in the image: %s".formatted(name, e.getMessage()),
          "repair or remove /etc/firewalld/zones/" + name + ".xml");
    }
    if (!document.getDocumentElement().getTagName().equals("zone") || depth(document) > DEEPEST) {
      throw Wrong.wish(
          origin,
          "bad firewall zone \"%s\" in the image: expected <zone> but was <%s>"
              .formatted(name, document.getDocumentElement().getTagName()));
    }
    return new ZoneXml(document);
  }

  /** Counted without recursion: what is read may be hostile. */
  private static int depth(Document document) {
    int deepest = 0;
    int depth = 0;
    Node node = document.getDocumentElement();
    while (node != null) {
      deepest = Math.max(deepest, depth);
      if (node.getFirstChild() != null) {
        node = node.getFirstChild();
        depth++;
        continue;
      }
      while (node != null && node.getNextSibling() == null) {
        node = node.getParentNode();
        depth--;
      }
      node = node == null ? null : node.getNextSibling();
    }
    return deepest;
  }

  /**
   * Adds an element below the zone.
   *
   * @return false where one with these attributes is there
   */
  boolean add(String tag, Map<String, String> attributes) {
    if (find(tag, attributes).isPresent()) {
      return false;
    }
    Element element = document.createElement(tag);
    attributes.forEach(element::setAttribute);
    document.getDocumentElement().appendChild(element);
    return true;
  }

  /**
   * Removes the elements below the zone that have these attributes.
   *
   * @return false where there is none
   */
  boolean remove(String tag, Map<String, String> attributes) {
    boolean removed = false;
    Optional<Element> found = find(tag, attributes);
    while (found.isPresent()) {
      document.getDocumentElement().removeChild(found.get());
      removed = true;
      found = find(tag, attributes);
    }
    return removed;
  }

  /**
   * Says what happens to what no rule lets in.
   *
   * @return false where the zone says so already
   */
  boolean target(String target) {
    Element zone = document.getDocumentElement();
    String before = zone.getAttribute("target");
    if (target.equals("default")) {
      zone.removeAttribute("target");
    } else {
      zone.setAttribute("target", target);
    }
    return !before.equals(zone.getAttribute("target"));
  }

  private Optional<Element> find(String tag, Map<String, String> attributes) {
    NodeList there = document.getDocumentElement().getChildNodes();
    for (int i = 0; i < there.getLength(); i++) {
      if (there.item(i) instanceof Element element
          && element.getTagName().equals(tag)
          && attributes.entrySet().stream()
              .allMatch(entry -> element.getAttribute(entry.getKey()).equals(entry.getValue()))) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  String text() {
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    write(text, document.getDocumentElement(), "");
    return text.toString();
  }

  /** Comments are left out; elements hold either elements or text. */
  private static void write(StringBuilder text, Element element, String indentation) {
    text.append(indentation).append('<').append(element.getTagName());
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Node attribute = attributes.item(i);
      text.append(' ')
          .append(attribute.getNodeName())
          .append("=\"")
          .append(escaped(attribute.getNodeValue()))
          .append('"');
    }
    NodeList children = element.getChildNodes();
    boolean elements = false;
    for (int i = 0; i < children.getLength(); i++) {
      elements |= children.item(i) instanceof Element;
    }
    String content = elements ? "" : element.getTextContent().strip();
    if (!elements && content.isEmpty()) {
      text.append("/>\n");
      return;
    }
    text.append('>');
    if (elements) {
      text.append('\n');
      for (int i = 0; i < children.getLength(); i++) {
        if (children.item(i) instanceof Element child) {
          write(text, child, indentation + "  ");
        }
      }
      text.append(indentation);
    } else {
      text.append(escaped(content));
    }
    text.append("</").append(element.getTagName()).append(">\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static DocumentBuilder builder() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      return factory.newDocumentBuilder();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK's own handler prints. */
  private static final class Silent implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {
      // a warning does not keep a zone from being read
    }

    @Override
    public void error(SAXParseException e) throws SAXParseException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXParseException {
      throw e;
    }
  }
}

package org.nodecustomize.site;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.nodecustomize.tree.Content;

/** Where the bytes of something come from. */
public sealed interface ContentSource {

  /** The bytes. */
  Content content();

  /** Text in the recipe itself, its variables filled in. */
  record Text(String text) implements ContentSource {
    @Override
    public Content content() {
      return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * A file of this machine, byte by byte.
   *
   * @param size in bytes when the recipe was read
   * @param executable whether its owner may run it
   */
  record HostFile(Path path, long size, boolean executable) implements ContentSource {
    @Override
    public Content content() {
      return Content.of(path, size);
    }
  }

  /**
   * A text file of this machine with variables.
   *
   * @param text the file's text, its variables filled in
   * @param executable whether its owner may run it
   */
  record Template(Path path, String text, boolean executable) implements ContentSource {
    @Override
    public Content content() {
      return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}

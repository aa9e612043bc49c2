package org.nodecustomize.site;

/** What a file below /etc is meant to be. */
public enum Intent {
  /** The site's own configuration: it stands in /etc and wins over what the vendor ships. */
  OVERRIDE,
  /** A vendor default: it goes to /usr/etc and takes effect where nobody overrides it. */
  PRESET,
  /** A few keys in a {@code .d} directory beside a configuration file, which keeps the rest. */
  SNIPPET
}

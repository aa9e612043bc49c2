package org.nodecustomize.seal;

import java.time.Instant;
import java.util.Optional;
import org.nodecustomize.tree.Bytes;

/**
 * Something that keeps its content and placement, and gets another time or label in the image. An
 * edit could not say that: it would give the label together with a new time, which makes rpm call
 * a file changed and Python compile it again.
 *
 * @param path without links in it
 * @param modified the time to give; empty where the one it has is to stay
 * @param label the value of {@code security.selinux} to give; empty where it is to stay
 */
public record Finish(String path, Optional<Instant> modified, Optional<Bytes> label) {}

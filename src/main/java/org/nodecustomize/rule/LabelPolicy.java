package org.nodecustomize.rule;

import java.util.Optional;
import org.nodecustomize.tree.NodeType;

/** The SELinux policy's answer to which label a path should have. */
@FunctionalInterface
public interface LabelPolicy {

  /** The whole context; empty where the policy does not label the path. */
  Optional<String> context(String path, NodeType type);
}

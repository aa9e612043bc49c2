/** Squashfs 4.0: reader, delta writer and verifier; full repack by squashfs-tools. */
@NullMarked
package org.nodecustomize.squashfs;

import org.jspecify.annotations.NullMarked;

/** Which SELinux label a file has to have, by an image's own file_contexts. */
@NullMarked
package org.nodecustomize.seal.label;

import org.jspecify.annotations.NullMarked;

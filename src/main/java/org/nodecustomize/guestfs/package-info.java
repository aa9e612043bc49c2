/** libguestfs through JNA: the appliance, the file systems in it, and commands of the image; the only importer of JNA. */
@NullMarked
package org.nodecustomize.guestfs;

import org.jspecify.annotations.NullMarked;

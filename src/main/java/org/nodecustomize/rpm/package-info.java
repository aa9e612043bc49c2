/** RPM packages read without librpm: headers, versions, dependencies, digests and signatures. */
@NullMarked
package org.nodecustomize.rpm;

import org.jspecify.annotations.NullMarked;

/** What a run tells about its progress. */
@NullMarked
package org.nodecustomize.event;

import org.jspecify.annotations.NullMarked;

/** Rules of /etc and its pristine copies. */
@NullMarked
package org.nodecustomize.rule.etc;

import org.jspecify.annotations.NullMarked;

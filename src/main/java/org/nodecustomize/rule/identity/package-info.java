/** Rules of accounts, secrets and what must be different on every host. */
@NullMarked
package org.nodecustomize.rule.identity;

import org.jspecify.annotations.NullMarked;

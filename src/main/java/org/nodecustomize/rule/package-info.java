/** Layout rules: what survives installation, upgrade and rollback; one class and one page each. */
@NullMarked
package org.nodecustomize.rule;

import org.jspecify.annotations.NullMarked;

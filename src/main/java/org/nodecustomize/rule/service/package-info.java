/** Rules of systemd units and what enables them. */
@NullMarked
package org.nodecustomize.rule.service;

import org.jspecify.annotations.NullMarked;

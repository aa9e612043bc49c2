/** Users, groups and who may become root: the account files of an image and operations on them. */
@NullMarked
package org.nodecustomize.op.account;

import org.jspecify.annotations.NullMarked;

/** The database of installed packages, read without rpm. */
@NullMarked
package org.nodecustomize.rpm.database;

import org.jspecify.annotations.NullMarked;

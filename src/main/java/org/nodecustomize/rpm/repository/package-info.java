/** Reads the metadata of package repositories (repomd), which come from a server and are not believed. */
@NullMarked
package org.nodecustomize.rpm.repository;

import org.jspecify.annotations.NullMarked;

package org.nodecustomize.guestfs;

import com.sun.jna.Library;
import com.sun.jna.Pointer;

/** The functions of the C library that libguestfs' interface needs beside it. */
interface LibC extends Library {
  void free(Pointer memory);

  int mkfifo(String path, int mode);
}

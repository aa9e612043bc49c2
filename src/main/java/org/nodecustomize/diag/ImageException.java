package org.nodecustomize.diag;

import java.util.List;

/** The input is not an image, or a bad or an unsupported one. */
public final class ImageException extends CustomizeException {
  /** The hint about a damaged image. */
  public static final String GET_AGAIN = "get the image again";

  private static final long serialVersionUID = 1L;

  public ImageException(Problem problem) {
    super(ExitCode.IMAGE, List.of(problem));
  }

  public ImageException(Problem problem, Throwable cause) {
    super(ExitCode.IMAGE, List.of(problem), cause);
  }

  public ImageException(List<Problem> problems) {
    super(ExitCode.IMAGE, problems);
  }
}

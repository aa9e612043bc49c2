package org.nodecustomize.op.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.tree.Bytes;

class CapabilitiesTest {

  /** The values are those that setcap(8) of libcap 2.66 writes. */
  @ParameterizedTest
  @CsvSource({
    "cap_net_bind_service+ep, 0100000200040000000000000000000000000000",
    "cap_net_bind_service=ep, 0100000200040000000000000000000000000000",
    "'cap_net_raw,cap_net_admin=ep', 0100000200300000000000000000000000000000",
    "cap_sys_admin=i, 0000000200000000000020000000000000000000",
    "cap_chown=p, 0000000201000000000000000000000000000000",
    "cap_perfmon=eip, 0100000200000000000000004000000040000000",
    "CAP_CHOWN=p cap_kill+p, 0000000221000000000000000000000000000000",
    "'=p cap_chown-p', 00000002feffffff00000000ff01000000000000",
    "cap_chown+p+i, 0000000201000000010000000000000000000000"
  })
  void textBecomesTheBytesOfTheKernel(String text, String bytes) {
    assertEquals(Optional.of(bytes), Capabilities.parse(text).attribute().map(Bytes::toString));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "cap_chown=", "cap_chown+p cap_chown-p"})
  void nothingIsNoAttribute(String text) {
    assertEquals(Optional.empty(), Capabilities.parse(text).attribute());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cap_chown",
        "+ep",
        "cap_chwon+ep",
        "chown+ep",
        "cap_chown+x",
        "cap_chown,+p",
        "-p",
        "cap_chown+e",
        "cap_chown+p cap_kill+ep",
        "cap_chown p"
      })
  void whatAFileCannotHaveIsRefused(String text) {
    String problem = Problems.of(OperationException.class, () -> Capabilities.parse(text));
    assertTrue(problem.contains("hint: for instance"), problem);
  }

  @Test
  void longTextIsRefused() {
    Problems.of(OperationException.class, () -> Capabilities.parse("cap_chown+p ".repeat(1000)));
  }
}

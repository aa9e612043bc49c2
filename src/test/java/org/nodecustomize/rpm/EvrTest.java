package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvrTest {

  /** The sign says how left compares with right; the mirrored comparison is made too. */
  @ParameterizedTest
  @CsvSource({
    // numbers and their length
    "1.0, 1.0, 0",
    "1.0, 1.1, -1",
    "1.9, 1.10, -1",
    "2, 10, -1",
    "99999999999999999999, 100000000000000000000, -1",
    "20101121, 20101122, -1",
    // leading zeros
    "1.01, 1.1, 0",
    "1.0010, 1.10, 0",
    "1.00, 1.0, 0",
    "0, 00, 0",
    "1.0.0001, 1.0.1, 0",
    // more segments are newer
    "1.0, 1.0.0, -1",
    "1, 1.0, -1",
    "1.0, 1.0a, -1",
    "'', 1, -1",
    "'', '', 0",
    // letters
    "1.0a, 1.0b, -1",
    "1.0A, 1.0a, -1",
    "1.0alpha, 1.0beta, -1",
    "xyz, xyzz, -1",
    "1.0a, 1.0aa, -1",
    // digits are newer than letters
    "1.0a, 1.0.1, -1",
    "a, 1, -1",
    "1.b, 1.0, -1",
    "5.6a, 5.60, -1",
    // digits and letters part segments without a separator
    "1.0rc1, 1.0.rc.1, 0",
    "10xyz, 10.1xyz, -1",
    "xyz10, xyz.10, 0",
    // separators are only separators
    "2.0.1, 2_0_1, 0",
    "2..0, 2.0, 0",
    "a+b, a_b, 0",
    "1.0+, 1.0, 0",
    "+1, 1, 0",
    "1.0_, 1.0_1, -1",
    // tilde is older than everything
    "1.0~rc1, 1.0, -1",
    "1.0~rc1, 1.0~rc2, -1",
    "1.0~rc1, 1.0~rc1, 0",
    "1.0~~, 1.0~, -1",
    "1.0~rc1~git1, 1.0~rc1, -1",
    "~, '', -1",
    "1~, 1, -1",
    "1.0~rc1, 0.9, 1",
    "1.0., 1.0.~a, 1",
    // caret is newer than the end, older than anything else
    "1.0, 1.0^, -1",
    "1.0^git1, 1.0.1, -1",
    "1.0^git1, 1.0^git2, -1",
    "1.0^git1, 1.01, -1",
    "1.0^git1~pre, 1.0^git1, -1",
    "1.0~rc1^git1, 1.0~rc1, 1",
    "1.0~rc1^git1, 1.0, -1",
    "1.0^, 1.0^^, -1",
    "1.0^20160101, 1.0^20160101^git1, -1",
    "1.0~a^b, 1.0^, -1",
    "^, ~, 1",
    // what is no ASCII letter or digit separates
    "1.é.0, 1.0, 0",
    "1é1, 1.1, 0",
  })
  void versionsCompareAsInRpm(String left, String right, int sign) {
    assertEquals(sign, Integer.signum(VersionOrder.compare(left, right)));
    assertEquals(-sign, Integer.signum(VersionOrder.compare(right, left)));
  }

  @ParameterizedTest
  @CsvSource({
    "1:1.0-1, 2.0-1, 1",
    "0:1.0-1, 1.0-1, 0",
    "1.0-1, 1.0-2, -1",
    "1.0, 1.0-1, -1",
    "1.0-1.el7, 1.0-1.el7_3.1, -1",
    "2:1.0-1, 10:0.1-1, -1",
  })
  void theEpochComesBeforeTheVersionBeforeTheRelease(String left, String right, int sign) {
    assertEquals(sign, Integer.signum(Evr.parse(left).compareTo(Evr.parse(right))));
    assertEquals(-sign, Integer.signum(Evr.parse(right).compareTo(Evr.parse(left))));
  }

  @Test
  void textIsTakenApartAsInRpm() {
    assertEquals(new Evr(12, "0.60", "9.el7"), Evr.parse("12:0.60-9.el7"));
    assertEquals(new Evr(0, "1.0", ""), Evr.parse("1.0"));
    assertEquals(new Evr(0, "1-2", "3"), Evr.parse("1-2-3"));
    assertEquals(new Evr(0, "1.0", ""), Evr.parse(":1.0"));
    assertEquals(new Evr(0, "a:1.0", ""), Evr.parse("a:1.0"));
    assertEquals(new Evr(Integer.MAX_VALUE, "1", ""), Evr.parse("99999999999999999999:1"));
    assertEquals("12:0.60-9.el7", Evr.parse("12:0.60-9.el7").toString());
    assertEquals("1.0", Evr.parse("0:1.0").toString());
  }
}

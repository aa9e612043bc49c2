package org.nodecustomize.report;

/**
 * One line of an image's record.
 *
 * @param time when the run was, as it was written
 */
public record RecordedRun(String time, ChangeRecord change) {}

package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** A package of 12 MB that somebody writes to while it is being installed. */
class ChangedPackageIT {
  private static final int PAYLOAD = 12_000_000;

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void build() throws IOException {
    Requirement.programs("rpmbuild");
    byte[] noise = new byte[PAYLOAD];
    new Random(1).nextBytes(noise);
    Path content = Files.write(directory.resolve("noise"), noise);
    Path spec =
        Files.writeString(
            directory.resolve("noise.spec"),
            """
            Name: nc-noise
            Version: 1
            Release: 1
            Summary: Noise
            License: Apache-2.0
            BuildArch: noarch
            %%description
            Noise.
            %%install
            mkdir -p %%{buildroot}/opt
            cp %s %%{buildroot}/opt/noise
            %%files
            /opt/noise
            """
                .formatted(content));
    ProgramResult built =
        new HostProgram(new Cancellation())
            .run(
                List.of(
                    "rpmbuild",
                    "-bb",
                    "--quiet",
                    "--define=_topdir " + directory.resolve("build"),
                    "--define=_binary_payload w1.gzdio",
                    "--define=_build_id_links none",
                    spec.toString()),
                Duration.ofMinutes(2));
    assertTrue(built.succeeded(), () -> built.tail(10).toString());
    file = directory.resolve("nc-noise.rpm");
    Files.move(directory.resolve("build/RPMS/noarch/nc-noise-1-1.noarch.rpm"), file);
    output = directory.resolve("out.squashfs");
  }

  /** Installs it and has something done to it when a stage begins. */
  private CustomizeException failure(Stage when, Consumer<Path> deed) {
    HostContext surroundings =
        HostContext.fromEnvironment(
            event -> {
              if (event.equals(new Event.StageStarted(when))) {
                deed.accept(file);
              }
            },
            new Cancellation());
    HostContext context =
        new HostContext(
            surroundings.events(),
            surroundings.cancellation(),
            directory,
            surroundings.cacheDirectory());
    ChangeRequest request =
        new ChangeRequest(
            Requirement.sample("centos7.squashfs"),
            new OutputPolicy(Optional.of(output), false, false),
            Optional.empty(),
            Optional.empty());
    CustomizeException e =
        assertThrows(
            CustomizeException.class,
            () -> new ChangeImage(context, "test").add(request, Packages.unsigned(file)));
    assertFalse(Files.exists(output));
    return e;
  }

  private static void overwrite(Path path, long offset, int length) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(length), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertChanged(CustomizeException e) {
    assertTrue(e instanceof HostException, e::toString);
    assertEquals(
        List.of(
            Problem.at(file.toString(), "changed while it was used")
                .withHint("run the command again when nothing writes to " + file)),
        e.problems());
  }

  @Test
  void whatIsWrittenToItAfterItWasVerifiedStopsTheRun() throws IOException {
    assertChanged(failure(Stage.EXECUTE, path -> overwrite(path, 3_000_000, 64)));
    try (Stream<Path> left = Files.walk(directory.resolve("node-customize-" + uid()))) {
      assertEquals(1, left.count(), "nothing stays in the work directory");
    }
  }

  private static Object uid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  @Test
  void whatIsWrittenToItBeforeIsFoundByItsDigests() {
    CustomizeException e = failure(Stage.BOOT, path -> overwrite(path, 3_000_000, 64));
    Problem problem = e.problems().get(0);
    assertTrue(problem.headline().startsWith(file + ": broken: "), problem::toString);
  }
}

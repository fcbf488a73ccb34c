package io.twofold.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.bench.reads.KeyChoices;
import io.twofold.it.bench.reads.ReadBench;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReadsCommandTest {
  @Test
  void defaults_areAllPartsAndFiveRounds() {
    ReadBench.Settings settings = parse();
    assertThat(settings.sections()).containsExactlyInAnyOrder(ReadBench.Section.values());
    assertThat(settings.rounds()).isEqualTo(5);
    assertThat(settings.keys()).isNull();
    assertThat(settings.distribution()).isEqualTo(KeyChoices.Distribution.ZIPFIAN);
  }

  @Test
  void options_areTakenAsTheyAre() {
    ReadBench.Settings settings =
        parse(
            "--only",
            "http,tiers",
            "--keys",
            "7",
            "--rounds",
            "9",
            "--distribution",
            "uniform",
            "--seconds",
            "3");
    assertThat(settings.sections())
        .containsExactlyInAnyOrder(ReadBench.Section.HTTP, ReadBench.Section.TIERS);
    assertThat(settings.keys()).isEqualTo(7);
    assertThat(settings.rounds()).isEqualTo(9);
    assertThat(settings.distribution()).isEqualTo(KeyChoices.Distribution.UNIFORM);
    assertThat(settings.duration()).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource({
    "--only disk, 'none of tablereader, http, restore, tiers'",
    "--distribution normal, 'none of uniform, zipfian'",
    "--rounds 0, --rounds is 0 and must be 1 or more",
    "--keys 0, --keys is 0 and must be 1 or more",
  })
  void whatHasNoMeaning_isWrongUsage(String arguments, String why) {
    StringWriter err = new StringWriter();
    int exitCode =
        TwofoldCli.commandLine()
            .setErr(new PrintWriter(err))
            .execute(("bench reads " + arguments).split(" "));
    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(why);
  }

  private static ReadBench.Settings parse(String... arguments) {
    ReadsCommand command = new ReadsCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.settings();
  }
}

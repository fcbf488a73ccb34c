package io.twofold.txn;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, and that the machine is pure. */
class ArchitectureTest {
  private static final JavaClasses COORDINATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.twofold.txn");

  private static final JavaClasses SIMULATION =
      new ClassFileImporter().importPackages("io.twofold.txn.sim");

  private static final String JSPECIFY = "org.jspecify.annotations";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String AVRO = "org.apache.avro..";
  private static final String KAFKA = "org.apache.kafka..";
  private static final String LOGGING = "org.slf4j";

  private static void dependsOnlyOn(String name, String... others) {
    String[] all = new String[others.length + 3];
    System.arraycopy(others, 0, all, 0, others.length);
    all[others.length] = "io.twofold.txn." + name + "..";
    all[others.length + 1] = "java..";
    all[others.length + 2] = JSPECIFY;
    classes()
        .that()
        .resideInAPackage("io.twofold.txn." + name + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(all)
        .check(COORDINATOR);
  }

  @Test
  void model_knowsNothing() {
    dependsOnlyOn("model");
  }

  @Test
  void codec_knowsTheModel() {
    dependsOnlyOn("codec", "io.twofold.txn.model", JACKSON, AVRO);
  }

  @Test
  void machine_knowsTheModel() {
    dependsOnlyOn("machine", "io.twofold.txn.model");
  }

  @Test
  void runtime_knowsMachineAndCodecAndNoClients() {
    dependsOnlyOn(
        "runtime",
        "io.twofold.txn.machine",
        "io.twofold.txn.codec",
        "io.twofold.txn.model",
        LOGGING);
  }

  @Test
  void kafka_knowsTheRuntime() {
    dependsOnlyOn(
        "kafka",
        "io.twofold.txn.runtime",
        "io.twofold.txn.machine",
        "io.twofold.txn.codec..",
        "io.twofold.txn.model",
        KAFKA,
        JACKSON,
        LOGGING);
  }

  @Test
  void client_knowsNoEngine() {
    dependsOnlyOn(
        "client", "io.twofold.txn.model", "io.twofold.txn.codec", JACKSON, KAFKA, LOGGING);
  }

  /** Same facts, same effects: nothing that could differ from one run to the next. */
  @Test
  void machine_hasNoClockNoChanceNoThreadNoIo() {
    noClasses()
        .that()
        .resideInAnyPackage("io.twofold.txn.machine", "io.twofold.txn.model")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io",
            "java.net",
            "java.nio.channels..",
            "java.nio.file..",
            "java.security..",
            "java.time..",
            "java.util.concurrent..",
            "java.util.logging..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.lang\\.(Thread|ThreadLocal|Runtime|Process|ProcessBuilder)"
                + "|java\\.util\\.(Random|SplittableRandom|UUID|Date|Calendar|Timer)")
        .orShould()
        .callMethodWhere(
            target(nameMatching("currentTimeMillis|nanoTime|identityHashCode|getenv|getProperty")))
        .orShould()
        .callMethod(Math.class, "random")
        .check(COORDINATOR);
  }

  /** A seed is a whole run: what runs many of them may look at the clock, and nothing else may. */
  @Test
  void simulation_hasNoClockNoThreadAndOneSourceOfChance() {
    noClasses()
        .that()
        .resideInAPackage("io.twofold.txn.sim")
        .and()
        .haveNameNotMatching(".*(Seeds|SimulationMain|Mutant|Test)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(Thread|ThreadLocal)|.*\\.(Executors?|ExecutorService)")
        .orShould()
        .callMethodWhere(
            target(nameMatching("currentTimeMillis|nanoTime|identityHashCode|getenv|getProperty")))
        .check(SIMULATION);
    noClasses()
        .that()
        .resideInAPackage("io.twofold.txn.sim")
        .and()
        .doNotHaveSimpleName("Dice")
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callConstructor(Random.class, long.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(SIMULATION);
  }
}

package io.twofold.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows from the cache's packages. */
class ArchitectureTest {
  private final JavaClasses cache =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.twofold.cache");

  @Test
  void store_knowsTheShardStateAndNoCluster() {
    classes()
        .that()
        .resideInAPackage("io.twofold.cache.store")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "com.github.benmanes.caffeine.cache..",
            "org.rocksdb",
            "org.slf4j",
            "io.twofold.cache.store",
            "io.twofold.txn.model",
            "io.twofold.txn.codec",
            "io.twofold.txn.machine",
            "io.twofold.txn.runtime")
        .check(cache);
  }

  @Test
  void route_knowsKeysShardsAndKafkasHash() {
    classes()
        .that()
        .resideInAPackage("io.twofold.cache.route")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "io.twofold.cache.route",
            "io.twofold.txn.model",
            "io.twofold.txn.runtime",
            "org.apache.kafka.common.utils")
        .check(cache);
  }

  @Test
  void read_knowsTheStoresTopicsAndNoWorker() {
    classes()
        .that()
        .resideInAPackage("io.twofold.cache.read")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "org.slf4j",
            "io.twofold.cache..",
            "io.twofold.txn.model",
            "io.twofold.txn.codec",
            "io.twofold.txn.machine",
            "io.twofold.txn.runtime",
            "io.twofold.txn.kafka",
            "org.apache.kafka.clients..",
            "org.apache.kafka.common..")
        .check(cache);
  }
}

package io.twofold.connect;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.twofold.txn.machine.Catalogue;
import org.junit.jupiter.api.Test;

/** The arrows between the plugin's packages. */
class ArchitectureTest {
  private final JavaClasses plugin =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.twofold.connect");

  @Test
  void packages_knowOnlyWhatTheyMay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("plugin")
        .definedBy("io.twofold.connect")
        .layer("config")
        .definedBy("io.twofold.connect.config")
        .layer("rest")
        .definedBy("io.twofold.connect.rest")
        .layer("metrics")
        .definedBy("io.twofold.connect.metrics")
        .whereLayer("plugin")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("rest")
        .mayOnlyBeAccessedByLayers("plugin")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("plugin")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers("plugin", "rest")
        .check(plugin);
  }

  @Test
  void onlyTheAssembly_startsEngines() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Assembly")
        .and()
        .haveNameNotMatching(".*\\.Assembly\\$.*")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.twofold.txn.runtime.Engine")
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("io.twofold.cache.store").and(not(simpleName("CacheStatistics"))))
        .check(plugin);
  }

  @Test
  void nothing_reachesIntoTheWorkerOrTheMachine() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "org.apache.kafka.connect.runtime..",
                    "org.apache.kafka.common.utils..",
                    "io.twofold.txn.machine..")
                // The definition of a table, a value that readers are given.
                .and(not(type(Catalogue.Table.class))))
        .check(plugin);
  }
}

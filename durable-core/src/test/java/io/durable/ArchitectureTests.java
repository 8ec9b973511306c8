package io.durable;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The direction of the imports, as the design has it.
 */
@AnalyzeClasses(packages = "io.durable", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule noCycles = SlicesRuleDefinition.slices().matching("io.durable.(**)").should().beFreeOfCycles();

	@ArchTest
	final ArchRule importsPointOneWay = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("api")
		.definedBy("io.durable.api")
		.layer("serialization")
		.definedBy("io.durable.serialization")
		.layer("function")
		.definedBy("io.durable.function")
		.layer("history")
		.definedBy("io.durable.history")
		.layer("engine")
		.definedBy("io.durable.engine..")
		.layer("store")
		.definedBy("io.durable.store")
		.layer("memory")
		.definedBy("io.durable.store.memory")
		.layer("client")
		.definedBy("io.durable.client")
		.layer("worker")
		.definedBy("io.durable.worker..")
		.layer("hub")
		.definedBy("io.durable.hub")
		.whereLayer("api")
		.mayNotAccessAnyLayer()
		.whereLayer("serialization")
		.mayOnlyAccessLayers("api")
		.whereLayer("function")
		.mayOnlyAccessLayers("api")
		.whereLayer("history")
		.mayOnlyAccessLayers("api")
		.whereLayer("engine")
		.mayOnlyAccessLayers("api", "function", "history")
		.whereLayer("store")
		.mayOnlyAccessLayers("api", "history")
		.whereLayer("memory")
		.mayOnlyAccessLayers("api", "history", "store")
		.whereLayer("client")
		.mayOnlyAccessLayers("api", "function", "history", "store")
		.whereLayer("worker")
		.mayOnlyAccessLayers("api", "function", "history", "engine", "store")
		.whereLayer("hub")
		.mayNotBeAccessedByAnyLayer();

	@ArchTest
	final ArchRule coreKnowsNeitherSpringNorJdbc = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..");

	@ArchTest
	final ArchRule engineHasNoThreads = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.durable.engine..")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(Thread.class)
		.orShould()
		.dependOnClassesThat()
		.resideInAnyPackage("java.util.concurrent..", "java.io..", "java.net..", "java.nio.file..", "org.slf4j..");

	@ArchTest
	final ArchRule engineHasNoClock = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.durable.engine..")
		.should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(UUID.class, "randomUUID")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(InstantSource.class)
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(Clock.class);

	@ArchTest
	final ArchRule threadsAreMadeInOnePlace = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("io.durable.worker.runtime")
		.should()
		.callConstructorWhere(JavaCall.Predicates
			.target(HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(Thread.class)
				.or(JavaClass.Predicates.assignableTo(Executor.class))
				.or(JavaClass.Predicates.assignableTo(Timer.class)))))
		.orShould()
		.callMethodWhere(JavaCall.Predicates
			.target(HasOwner.Predicates.With.owner(JavaClass.Predicates.type(Executors.class)))
			.or(JavaCall.Predicates
				.target(HasName.Predicates.nameMatching(".*Async|parallel(Stream)?|startVirtualThread|commonPool"))));

	@ArchTest
	final ArchRule nobodySleeps = ArchRuleDefinition.noClasses().should().callMethod(Thread.class, "sleep", long.class);

}

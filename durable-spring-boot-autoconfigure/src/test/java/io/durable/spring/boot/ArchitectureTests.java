package io.durable.spring.boot;

import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.springframework.boot.autoconfigure.AutoConfiguration;

/**
 * The direction of the imports, and the manners of auto-configurations.
 */
@AnalyzeClasses(packages = "io.durable.spring.boot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule noCycles = SlicesRuleDefinition.slices()
		.matching("io.durable.spring.boot.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule nobodyImportsAutoConfigurations = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("io.durable.spring.boot.autoconfigure")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.durable.spring.boot.autoconfigure");

	@ArchTest
	final ArchRule webUsesTheClientOnly = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.durable.spring.boot.web..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.durable.engine..", "io.durable.worker..", "io.durable.jdbc..", "io.durable.hub..");

	@ArchTest
	final ArchRule registrationKnowsFunctionsOnly = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.durable.spring.boot.registration..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.durable.engine..", "io.durable.store..", "io.durable.worker..", "io.durable.jdbc..",
				"io.durable.hub..");

	@ArchTest
	final ArchRule autoConfigurationsArePublicAndFinal = ArchRuleDefinition.classes()
		.that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	final ArchRule autoConfigurationsHaveNoPublicMethods = ArchRuleDefinition.noMethods()
		.that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic();

	@ArchTest
	final ArchRule threadsAreMadeByTheCore = ArchRuleDefinition.noClasses()
		.should()
		.callConstructorWhere(JavaCall.Predicates
			.target(HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(Thread.class)
				.or(JavaClass.Predicates.assignableTo(Executor.class))
				.or(JavaClass.Predicates.assignableTo(Timer.class)))))
		.orShould()
		.callMethodWhere(
				JavaCall.Predicates.target(HasOwner.Predicates.With.owner(JavaClass.Predicates.type(Executors.class)))
					.or(JavaCall.Predicates.target(HasName.Predicates
						.nameMatching("(?!startAsync$).*Async|parallel(Stream)?|startVirtualThread|commonPool"))));

	@ArchTest
	final ArchRule repositoriesOfTheApplicationStayOn = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.haveSimpleNameStartingWith("EnableJdbc");

}

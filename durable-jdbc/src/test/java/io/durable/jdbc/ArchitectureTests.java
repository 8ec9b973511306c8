package io.durable.jdbc;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The rooms of the store and the direction of their imports. Clients and workers do not
 * know each other.
 */
@AnalyzeClasses(packages = "io.durable.jdbc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule noCycles = SlicesRuleDefinition.slices().matching("io.durable.(**)").should().beFreeOfCycles();

	@ArchTest
	final ArchRule importsPointOneWay = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("dialect")
		.definedBy("io.durable.jdbc.dialect")
		.layer("transaction")
		.definedBy("io.durable.jdbc.transaction")
		.layer("codec")
		.definedBy("io.durable.jdbc.codec")
		.layer("table")
		.definedBy("io.durable.jdbc.table")
		.layer("query")
		.definedBy("io.durable.jdbc.query")
		.layer("schema")
		.definedBy("io.durable.jdbc.schema")
		.layer("client")
		.definedBy("io.durable.jdbc.client")
		.layer("worker")
		.definedBy("io.durable.jdbc.worker")
		.layer("jdbc")
		.definedBy("io.durable.jdbc")
		.whereLayer("dialect")
		.mayNotAccessAnyLayer()
		.whereLayer("codec")
		.mayNotAccessAnyLayer()
		.whereLayer("transaction")
		.mayOnlyAccessLayers("dialect")
		.whereLayer("table")
		.mayOnlyAccessLayers("codec", "dialect")
		.whereLayer("query")
		.mayOnlyAccessLayers("table", "codec", "dialect")
		.whereLayer("schema")
		.mayOnlyAccessLayers("table", "transaction", "dialect")
		.whereLayer("client")
		.mayOnlyAccessLayers("query", "table", "transaction", "codec", "dialect")
		.whereLayer("worker")
		.mayOnlyAccessLayers("table", "transaction", "codec", "dialect")
		.whereLayer("jdbc")
		.mayNotBeAccessedByAnyLayer();

}

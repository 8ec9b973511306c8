package io.durable.model;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The programs are worth running.
 */
class ProgramGeneratorTests {

	private static final int COUNT = 2000;

	private final List<Scenario> scenarios = new SplittableRandom(1).longs(COUNT)
		.mapToObj(ProgramGenerator::generate)
		.toList();

	@Test
	void everyKindOfStepAndOperandIsCommon() {
		Stream
			.of(Step.class.getPermittedSubclasses(), Operand.class.getPermittedSubclasses(),
					new Class<?>[] { Program.Generation.class, Retry.class })
			.flatMap(Stream::of)
			.forEach((type) -> assertThat(with(type.getSimpleName() + "[")).as(type.getSimpleName())
				.isGreaterThan(COUNT / 50));
		for (Operand.Source source : Operand.Source.values()) {
			assertThat(with("source=" + source)).as(source.name()).isGreaterThan(COUNT / 50);
		}
	}

	@Test
	void someProgramsFailAndMostDoNot() {
		long failed = this.scenarios.stream()
			.map((scenario) -> ReferenceRun.of(scenario, "root", true).result().outcome())
			.filter((outcome) -> outcome.startsWith("failed"))
			.count();
		assertThat(failed).isBetween(COUNT / 10L, COUNT / 2L);
	}

	@Test
	void sameSeedMakesTheSameProgram() {
		this.scenarios
			.forEach((scenario) -> assertThat(ProgramGenerator.generate(scenario.seed())).isEqualTo(scenario));
	}

	private long with(String text) {
		return this.scenarios.stream().filter((scenario) -> scenario.root().toString().contains(text)).count();
	}

}

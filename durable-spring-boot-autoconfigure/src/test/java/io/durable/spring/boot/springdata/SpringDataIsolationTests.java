package io.durable.spring.boot.springdata;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.durable.spring.boot.bookings.BookingApplication;
import io.durable.spring.boot.bookings.BookingRepository;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpringDataIsolation}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringDataIsolationTests {

	private static final String STRICT = "entering strict repository configuration mode";

	private final ApplicationContextRunner contextRunner = TestContexts.onH2()
		.withConfiguration(
				AutoConfigurations.of(HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class))
		.withUserConfiguration(BookingApplication.class)
		.withInitializer(new SpringDataIsolation());

	private final Logger springData = (Logger) LoggerFactory.getLogger("org.springframework.data");

	@BeforeEach
	void log() {
		this.springData.setLevel(Level.INFO);
	}

	@AfterEach
	void logAsBefore() {
		this.springData.setLevel(null);
	}

	@Test
	void anApplicationWithAnotherModuleOfSpringDataNoticesNothing(CapturedOutput output) {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(DataJdbcRepositoriesAutoConfiguration.class.getPackageName()))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(BookingRepository.class);
				assertThat(output).doesNotContain(STRICT).doesNotContain("Could not safely identify");
			});
	}

	@Test
	void anApplicationThatChoseBothModulesIsLeftAlone(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(BookingRepository.class);
			assertThat(output).contains(STRICT);
		});
	}

}

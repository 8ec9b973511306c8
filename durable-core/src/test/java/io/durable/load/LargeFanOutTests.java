package io.durable.load;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten thousand activities in one orchestration, in a heap of 512 MB.
 */
class LargeFanOutTests {

	private static final Pattern RESULT = Pattern
		.compile("sum=(\\d+) events=(\\d+) replayedWhileItRan=(\\d+) replayedByTheNextNode=(\\d+)");

	@Test
	void completesAndReplaysInLinearTimeWithinABoundedHeap() throws Exception {
		String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
		Process process = new ProcessBuilder(java, "-Xmx512m", "-cp", System.getProperty("java.class.path"),
				LargeFanOut.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		Matcher result = RESULT.matcher(output);
		assertThat(result.find()).as(output).isTrue();
		assertThat(Integer.parseInt(result.group(1))).isEqualTo(99_990_000);
		long events = Long.parseLong(result.group(2));
		assertThat(events).isGreaterThan(20_000);
		// Its thread is kept while it runs, so hardly anything is replayed; another node
		// replays the whole of it once
		assertThat(Long.parseLong(result.group(3))).isLessThan(2 * events);
		assertThat(Long.parseLong(result.group(4))).isBetween(20_000L, 2 * events);
	}

}

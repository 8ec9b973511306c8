package io.durable.worker.partition;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeftBehindTests {

	private final LeftBehind left = new LeftBehind();

	@Test
	void instanceIsReadFromItsFirstLeftMessageOnceItIsReady() {
		this.left.leave("i", 7);
		this.left.leave("i", 5);
		this.left.leave("i", 9);
		assertThat(this.left.contains("i")).isTrue();
		assertThat(this.left.contains("other")).isFalse();
		assertThat(this.left.hasReady()).isFalse();
		assertThat(this.left.begin()).isEmpty();
		this.left.ready("i");
		assertThat(this.left.hasReady()).isTrue();
		assertThat(this.left.begin()).isEqualTo(Map.of("i", 4L));
	}

	@Test
	void instanceIsReadOnceForEachTimeItIsReady() {
		this.left.leave("i", 5);
		this.left.ready("i");
		assertThat(this.left.begin()).hasSize(1);
		assertThat(this.left.hasReady()).isFalse();
		assertThat(this.left.begin()).isEmpty();
		assertThat(this.left.contains("i")).isTrue();
	}

	@Test
	void instanceIsForgottenWhenAllWasRead() {
		this.left.leave("i", 5);
		this.left.ready("i");
		this.left.begin();
		this.left.complete("i");
		assertThat(this.left.contains("i")).isFalse();
		assertThat(this.left.begin()).isEmpty();
	}

	@Test
	void whatIsLeftDuringTheReadIsReadNext() {
		this.left.leave("i", 5);
		this.left.ready("i");
		this.left.begin();
		this.left.leave("i", 8);
		this.left.complete("i");
		assertThat(this.left.contains("i")).isTrue();
		assertThat(this.left.begin()).isEqualTo(Map.of("i", 7L));
		this.left.complete("i");
		assertThat(this.left.contains("i")).isFalse();
	}

	@Test
	void readGoesOnAfterTheLastDeliveredMessage() {
		this.left.leave("i", 5);
		this.left.ready("i");
		this.left.begin();
		this.left.goOnAfter("i", 12);
		assertThat(this.left.begin()).isEqualTo(Map.of("i", 12L));
	}

	@Test
	void olderMessageThatIsLeftMeanwhileIsNotPassedOver() {
		this.left.leave("i", 5);
		this.left.ready("i");
		this.left.begin();
		this.left.leave("i", 6);
		this.left.goOnAfter("i", 12);
		assertThat(this.left.begin()).isEqualTo(Map.of("i", 5L));
	}

	@Test
	void everythingIsReadAgainFromTheBeginning() {
		this.left.leave("i", 50);
		this.left.readAll("i");
		assertThat(this.left.begin()).isEqualTo(Map.of("i", 0L));
	}

	@Test
	void onlyInstancesThatAreReadyAreRead() {
		this.left.leave("a", 5);
		this.left.leave("b", 6);
		this.left.ready("b");
		this.left.ready("unknown");
		assertThat(this.left.begin()).isEqualTo(Map.of("b", 5L));
		assertThat(this.left.contains("a")).isTrue();
		assertThat(this.left.contains("b")).isTrue();
	}

}

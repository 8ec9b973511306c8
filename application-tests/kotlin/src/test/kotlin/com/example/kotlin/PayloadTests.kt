package com.example.kotlin

import io.durable.client.DurableTaskClient
import io.durable.jdbc.PostgresServer
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.springframework.beans.factory.getBean
import org.springframework.boot.builder.SpringApplicationBuilder
import java.time.Duration
import java.util.UUID
import kotlin.random.Random

/** Random payloads of Kotlin classes: equal live and replayed. A failure names the seed. */
class PayloadTests {

	@ParameterizedTest
	@CsvSource("h2, true", "h2, false", "postgresql, true", "postgresql, false")
	fun `what is passed on is equal live and replayed`(database: String, live: Boolean) {
		val seed = System.nanoTime()
		val payloads = Payloads(Random(seed))
		SpringApplicationBuilder(OrderApplication::class.java)
			.properties(properties(database) + ("durable.residency.enabled" to live.toString()))
			.run().use { application ->
				val client = application.getBean<DurableTaskClient>()
				val ids = List(30) { "page-$database-$live-$it" }
				for (id in ids) {
					Expected.pages[id] = payloads.page()
					client.scheduleNewOrchestrationInstance("pass", Expected.pages[id], id)
					client.raiseEvent(id, "Data", Expected.pages[id])
				}
				for (id in ids) {
					val ended = client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true)
					assertThat(ended.failureDetails).`as`("seed $seed, ${Expected.pages[id]}").isNull()
					Expected.see(id, "the client's input", ended.readInputAs(Passing.PAGE)!!)
					Expected.see(id, "the output", ended.readOutputAs(Passing.PAGE)!!)
				}
			}
		assertThat(Expected.differences).`as`("seed $seed").isEmpty()
	}

	private fun properties(database: String): Map<String, Any> {
		val common = mapOf<String, Any>("spring.main.banner-mode" to "off", "spring.main.web-application-type" to "none")
		if (database == "h2") {
			return common + ("spring.datasource.url" to "jdbc:h2:mem:${UUID.randomUUID()}")
		}
		val server = PostgresServer.createDatabase()
		return common + mapOf(
			"spring.datasource.url" to server.url(),
			"spring.datasource.username" to server.username(),
			"spring.datasource.password" to server.password(),
			"durable.jdbc.initialize-schema" to "always"
		)
	}

}

package com.example.kotlin

import io.durable.client.DurableTaskClient
import io.durable.api.TaskOrchestrationContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest
import java.time.Duration

@SpringBootTest
class OrderTests(@Autowired private val client: DurableTaskClient) {

	private val order = Order("o1", listOf("apple", "pear"))

	@Test
	fun `data classes are inputs and results`() {
		assertThat(receiptOf(client.scheduleNewOrchestrationInstance("placeByName", order)))
			.isEqualTo(Receipt(order, "2 items"))
	}

	@Test
	fun `what a payload leaves out is as the class says`() {
		val id = client.scheduleNewOrchestrationInstance("greet", mapOf("name" to "World"))
		assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(String::class.java))
			.isEqualTo("Hello World")
	}

	@Test
	fun `callable references name functions`() {
		assertThat(receiptOf(client.scheduleNewOrchestrationInstance(Orders::placeByReference, order)))
			.isEqualTo(Receipt(order, "2 items"))
	}

	@Test
	fun `a lambda is refused with what to write`() {
		assertThatIllegalArgumentException()
			.isThrownBy {
				client.scheduleNewOrchestrationInstance(
					{ orders: Orders, context: TaskOrchestrationContext, order: Order ->
						orders.placeByName(context, order)
					},
					order
				)
			}
			.withMessageContaining("or call it by its name")
	}

	private fun receiptOf(id: String): Receipt? {
		val ended = client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true)
		assertThat(ended.failureDetails).isNull()
		return ended.readOutputAs(Receipt::class.java)
	}

}

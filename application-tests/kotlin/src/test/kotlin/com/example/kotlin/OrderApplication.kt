package com.example.kotlin

import io.durable.api.Activity
import io.durable.api.Orchestrator
import io.durable.api.TaskOrchestrationContext
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.stereotype.Component

/** An application in Kotlin. */
@SpringBootApplication
class OrderApplication

data class Order(val id: String, val items: List<String>)

data class Greeting(val name: String, val word: String = "Hello")

data class Receipt(val order: Order, val text: String)

@Component
class Orders {

	@Activity
	fun price(order: Order): String = "${order.items.size} items"

	@Activity
	fun log(text: String) {
		println(text)
	}

	@Orchestrator
	fun greet(context: TaskOrchestrationContext, greeting: Greeting): String = "${greeting.word} ${greeting.name}"

	@Orchestrator
	fun placeByName(context: TaskOrchestrationContext, order: Order): Receipt {
		val text = context.callActivity("price", order, String::class.java).await()
		context.callActivity("log", text).await()
		return Receipt(order, text)
	}

	@Orchestrator
	fun placeByReference(context: TaskOrchestrationContext, order: Order): Receipt {
		val text = context.callActivity(Orders::price, order).await()
		context.callActivity(Orders::log, text).await()
		return Receipt(order, text)
	}

}

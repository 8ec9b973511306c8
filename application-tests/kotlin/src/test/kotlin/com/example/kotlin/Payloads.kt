package com.example.kotlin

import com.fasterxml.jackson.annotation.JsonSubTypes
import com.fasterxml.jackson.annotation.JsonTypeInfo
import io.durable.api.Activity
import io.durable.api.Orchestrator
import io.durable.api.TaskOrchestrationContext
import io.durable.api.TypeReference
import org.springframework.stereotype.Component
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.ZoneOffset
import java.util.UUID
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.random.Random

enum class Kind { LEAF, BRANCH }

@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes(JsonSubTypes.Type(Circle::class, name = "circle"), JsonSubTypes.Type(Square::class, name = "square"))
sealed interface Shape

data class Circle(val radius: Double) : Shape

data class Square(val side: Long, val label: String? = "unnamed") : Shape

data class Leaf(
	val text: String,
	val note: String? = null,
	val count: Int = 7,
	val amount: BigDecimal,
	val exact: BigInteger,
	val at: OffsetDateTime,
	val day: LocalDate,
	val took: Duration,
	val id: UUID,
	val kind: Kind = Kind.LEAF
)

data class Node(
	val leaf: Leaf,
	val children: List<Node> = emptyList(),
	val shapes: List<Shape> = emptyList(),
	val byName: Map<String, Shape?> = emptyMap(),
	val kinds: Set<Kind> = emptySet(),
	val pair: Pair<String, Int?>? = null
)

data class Page<T>(val items: List<T>, val next: T? = null)

class Payloads(private val random: Random) {

	fun page(): Page<Node> = Page(List(random.nextInt(3)) { node(3) }, orNull { node(1) })

	private fun node(depth: Int): Node = Node(
		leaf(),
		if (depth == 0) emptyList() else List(random.nextInt(3)) { node(depth - 1) },
		List(random.nextInt(3)) { shape() },
		List(random.nextInt(3)) { text() to orNull { shape() } }.toMap(),
		Kind.entries.filter { random.nextBoolean() }.toSet(),
		orNull { text() to orNull { random.nextInt() } }
	)

	private fun leaf() = Leaf(
		text(),
		orNull { text() },
		random.nextInt(),
		BigDecimal(BigInteger(random.nextBytes(9)), random.nextInt(0, 12)),
		BigInteger(random.nextBytes(20)),
		OffsetDateTime.ofInstant(instant(), ZoneOffset.ofHours(random.nextInt(-12, 13))),
		LocalDate.ofInstant(instant(), ZoneId.of("UTC")),
		Duration.ofNanos(random.nextLong()),
		UUID(random.nextLong(), random.nextLong()),
		Kind.entries.random(random)
	)

	private fun shape(): Shape =
		if (random.nextBoolean()) Circle(random.nextDouble()) else Square(random.nextLong(), orNull { text() })

	private fun text() = String(CharArray(random.nextInt(20)) { "aZ0 \"\\\n<é漢".random(random) })

	private fun instant() = Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000), random.nextLong(1_000_000_000))

	private fun <T> orNull(value: () -> T): T? = if (random.nextBoolean()) value() else null

}

/** What each instance must see, and what it saw otherwise. */
object Expected {

	val pages: MutableMap<String, Page<Node>> = mutableMapOf()

	val differences = ConcurrentLinkedQueue<String>()

	fun see(id: String, where: String, seen: Page<Node>): Page<Node> {
		if (seen != pages[id]) {
			differences.add("$id, $where: $seen instead of ${pages[id]}")
		}
		return seen
	}

}

@Component
class Passing {

	@Activity
	fun echo(page: Page<Node>): Page<Node> = page

	@Orchestrator
	fun pass(context: TaskOrchestrationContext, input: Page<Node>): Page<Node> {
		val id = context.instanceId
		Expected.see(id, "the input", input)
		val event = context.waitForExternalEvent("Data", Duration.ofDays(1), PAGE).await()
		Expected.see(id, "an event", event)
		val result = context.callActivity("echo", event, null, PAGE).await()
		return Expected.see(id, "a result", result)
	}

	companion object {

		val PAGE = object : TypeReference<Page<Node>>() {}

	}

}

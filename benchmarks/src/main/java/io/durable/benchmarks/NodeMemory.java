package io.durable.benchmarks;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.management.NotificationEmitter;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;

/**
 * What the virtual machine of a node knows of its memory: the heap after collections, and
 * of which objects of the engine and of the queues of the JDK there are how many. Here is
 * the place for what the engine itself tells of its queues.
 */
final class NodeMemory {

	private static final Pattern COUNTED = Pattern
		.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+((?:io\\.durable\\.|java\\.util\\.concurrent\\.)\\S+).*");

	private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+).*");

	private static final int TELLING = 1000;

	private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans()
		.stream()
		.filter((pool) -> pool.getType() == MemoryType.HEAP)
		.map(MemoryPoolMXBean::getName)
		.collect(Collectors.toSet());

	private final AtomicLong peakAfterCollection = new AtomicLong();

	NodeMemory() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			((NotificationEmitter) collector).addNotificationListener((notification, handback) -> {
				if (GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(notification.getType())) {
					collected(GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()));
				}
			}, null, null);
		}
	}

	private void collected(GarbageCollectionNotificationInfo collection) {
		long used = collection.getGcInfo()
			.getMemoryUsageAfterGc()
			.entrySet()
			.stream()
			.filter((pool) -> this.heapPools.contains(pool.getKey()))
			.mapToLong((pool) -> pool.getValue().getUsed())
			.sum();
		this.peakAfterCollection.accumulateAndGet(used, Math::max);
	}

	/**
	 * Collect all garbage and report what is left: {@code heap} with the largest so far
	 * after any collection and what is live, in bytes, {@code threads} with the largest
	 * number so far, and {@code objects} with class, number and bytes of each class of
	 * which there are many.
	 * @return how many bytes are live
	 * @throws Exception if the virtual machine does not tell
	 */
	long report() throws Exception {
		String histogram = (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
		long live = 0;
		for (String line : histogram.split("\n")) {
			Matcher total = TOTAL.matcher(line);
			Matcher counted = COUNTED.matcher(line);
			if (total.matches()) {
				live = Long.parseLong(total.group(1));
			}
			else if (counted.matches() && Long.parseLong(counted.group(1)) >= TELLING) {
				NodeReport.say("objects", counted.group(3), counted.group(1), counted.group(2));
			}
		}
		NodeReport.say("heap", this.peakAfterCollection.get(), live);
		NodeReport.say("threads", ManagementFactory.getThreadMXBean().getPeakThreadCount());
		return live;
	}

}

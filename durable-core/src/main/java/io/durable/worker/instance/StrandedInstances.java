package io.durable.worker.instance;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Instances whose turn ended in a way that left them in no queue, such as an
 * {@code OutOfMemoryError} while they were put back into one. Putting an instance here
 * takes no memory. Thread-safe.
 */
public final class StrandedInstances {

	private final AtomicReference<@Nullable InstanceSlot> first = new AtomicReference<>();

	void add(InstanceSlot slot) {
		synchronized (slot) {
			if (slot.stranded) {
				return;
			}
			slot.stranded = true;
		}
		InstanceSlot before;
		do {
			before = this.first.get();
			slot.nextStranded = before;
		}
		while (!this.first.compareAndSet(before, slot));
	}

	/**
	 * Let all of them go on from what is stored.
	 */
	public void rescue() {
		InstanceSlot slot = this.first.getAndSet(null);
		while (slot != null) {
			InstanceSlot next = slot.nextStranded;
			slot.nextStranded = null;
			synchronized (slot) {
				slot.stranded = false;
			}
			slot.rescue();
			slot = next;
		}
	}

}

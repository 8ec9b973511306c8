package io.durable.worker;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * Bounds the threads that stay parked in orchestrators: whoever has had its thread for
 * longest gives it up first. Thread-safe.
 */
final class ParkedThreads {

	private final ThreadFactory factory;

	private final int max;

	private final Set<InstanceActor> holders = new LinkedHashSet<>();

	ParkedThreads(ThreadFactory factory, int max) {
		this.factory = factory;
		this.max = max;
	}

	ThreadFactory factory() {
		return this.factory;
	}

	boolean tryAcquire(InstanceActor actor) {
		InstanceActor victim = null;
		synchronized (this) {
			if (this.holders.size() < this.max) {
				this.holders.add(actor);
				return true;
			}
			Iterator<InstanceActor> oldest = this.holders.iterator();
			if (oldest.hasNext()) {
				victim = oldest.next();
			}
		}
		// Without the lock, since the victim's code runs while it unwinds
		if (victim != null && victim != actor && victim.tryEvict()) {
			synchronized (this) {
				return this.holders.size() < this.max && this.holders.add(actor);
			}
		}
		return false;
	}

	synchronized void release(InstanceActor actor) {
		this.holders.remove(actor);
	}

}

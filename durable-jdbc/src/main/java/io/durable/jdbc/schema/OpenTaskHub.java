package io.durable.jdbc.schema;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import io.durable.store.TaskHubDescription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task hub that is open in this process. Where no other process can have its database
 * open, this process knows who else has it: if there is nobody, whoever had entered it is
 * dead, and all messages come from here. Others share it as nodes do. Thread-safe.
 */
public final class OpenTaskHub implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OpenTaskHub.class);

	// By database and tables. Guarded by itself; one that nobody has closed, nor holds
	// any
	// more, is no longer open
	private static final Map<String, Set<OpenTaskHub>> open = new HashMap<>();

	private final TaskHubDescription description;

	private final @Nullable String key;

	private volatile boolean alone;

	private OpenTaskHub(TaskHubDescription description, @Nullable String key) {
		this.description = description;
		this.key = key;
	}

	/**
	 * Open a task hub.
	 * @param description describes it
	 * @param key the database and the tables, or {@code null} if other processes can have
	 * it open
	 * @param ifAlone called if nobody else has it open, before anybody else can open it
	 * @return the open task hub
	 */
	static OpenTaskHub open(TaskHubDescription description, @Nullable String key, Runnable ifAlone) {
		OpenTaskHub hub = new OpenTaskHub(description, key);
		if (key == null) {
			return hub;
		}
		synchronized (open) {
			Set<OpenTaskHub> others = open.computeIfAbsent(key,
					(database) -> Collections.newSetFromMap(new WeakHashMap<>()));
			hub.alone = others.isEmpty();
			if (hub.alone) {
				ifAlone.run();
			}
			else {
				others.forEach((other) -> other.alone = false);
				logger
					.warn("The task hub in {} is open in this process already, perhaps in another application context. "
							+ "Both share it as two nodes do: what is started by one may run in the other. Give each a "
							+ "database or a table prefix of its own, or close the other first.",
							description.location());
			}
			others.add(hub);
		}
		return hub;
	}

	/**
	 * Describe it as it is now.
	 * @return the description
	 */
	public TaskHubDescription description() {
		return new TaskHubDescription(this.description.kind(), this.description.location(),
				this.description.schemaVersion(), this.description.partitionCount(), this.alone,
				this.description.volatileData());
	}

	@Override
	public void close() {
		if (this.key != null) {
			synchronized (open) {
				Set<OpenTaskHub> others = open.get(this.key);
				if (others != null && others.remove(this) && others.isEmpty()) {
					open.remove(this.key);
				}
			}
		}
	}

}

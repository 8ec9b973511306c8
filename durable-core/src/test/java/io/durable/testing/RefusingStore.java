package io.durable.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.Checkpoint;
import io.durable.store.ClientStore;
import io.durable.store.InstanceUpdate;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;

/**
 * A store that refuses the turns of one instance as data that it cannot take. It takes
 * what parks or terminates that, if the text is one that a database takes.
 */
public final class RefusingStore implements TaskHubStore {

	private final TaskHubStore delegate;

	private final String instanceId;

	private final String reason;

	private volatile boolean refuses;

	/**
	 * Create a store.
	 * @param delegate does the work
	 * @param instanceId whose turns are refused
	 * @param reason why
	 */
	public RefusingStore(TaskHubStore delegate, String instanceId, String reason) {
		this.delegate = delegate;
		this.instanceId = instanceId;
		this.reason = reason;
	}

	/**
	 * Refuse from now on.
	 */
	public void begin() {
		this.refuses = true;
	}

	@Override
	public TaskHubDescription description() {
		return this.delegate.description();
	}

	@Override
	public ClientStore client() {
		return this.delegate.client();
	}

	@Override
	public WorkerStore worker() {
		WorkerStore worker = this.delegate.worker();
		return (WorkerStore) Proxy.newProxyInstance(RefusingStore.class.getClassLoader(),
				new Class<?>[] { WorkerStore.class }, (proxy, method, arguments) -> {
					try {
						return "commit".equals(method.getName()) ? commit(worker, (Checkpoint) arguments[0])
								: method.invoke(worker, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private List<TurnOutcome> commit(WorkerStore worker, Checkpoint checkpoint) {
		List<TurnCommit> taken = checkpoint.turns().stream().filter((turn) -> !isRefused(turn)).toList();
		List<TurnOutcome> outcomes = new ArrayList<>(worker.commit(new Checkpoint(taken)));
		for (int i = 0; i < checkpoint.turns().size(); i++) {
			if (isRefused(checkpoint.turns().get(i))) {
				outcomes.add(i, TurnOutcome.rejected(this.reason));
			}
		}
		return outcomes;
	}

	private boolean isRefused(TurnCommit turn) {
		if (!this.refuses || !turn.instanceId().equals(this.instanceId)) {
			return false;
		}
		InstanceUpdate update = turn.update();
		if (update == null) {
			return true;
		}
		String parked = update.parkedReason();
		return (parked != null) ? !isText(parked) : update.status() != OrchestrationRuntimeStatus.TERMINATED;
	}

	private static boolean isText(String text) {
		return text.indexOf('\u0000') < 0 && text.codePoints().noneMatch((c) -> c >= 0xD800 && c <= 0xDFFF);
	}

	@Override
	public PartitionLeases leases() {
		return this.delegate.leases();
	}

	@Override
	public void setMessageListener(MessageListener listener) {
		this.delegate.setMessageListener(listener);
	}

	@Override
	public void close() {
		this.delegate.close();
	}

}

package io.durable.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.durable.store.Checkpoint;
import io.durable.store.ClientStore;
import io.durable.store.InboxMessage;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.WorkerStore;
import io.durable.store.WorkerStore.LoadedInstance;
import org.jspecify.annotations.Nullable;

/**
 * A store that counts what it is asked for and what it hands out, and fails where a test
 * wants it to.
 */
public final class WatchedStore implements TaskHubStore {

	private final TaskHubStore delegate;

	private final StoreUse use = new StoreUse();

	private final TrackedPayloads payloads = new TrackedPayloads();

	private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

	private final List<Hook> before = new CopyOnWriteArrayList<>();

	private final List<Hook> after = new CopyOnWriteArrayList<>();

	private final WorkerStore worker;

	private final PartitionLeases leases;

	private final ClientStore client;

	private volatile boolean shared;

	private volatile boolean silent;

	private volatile boolean tracking;

	private volatile boolean trackingHistories;

	public WatchedStore(TaskHubStore delegate) {
		this.delegate = delegate;
		this.worker = watched(WorkerStore.class, delegate.worker());
		this.leases = watched(PartitionLeases.class, delegate.leases());
		this.client = watched(ClientStore.class, delegate.client());
	}

	/**
	 * Pretend that other processes can have the store open, and announce no messages.
	 * @return this store
	 */
	public WatchedStore shared() {
		this.shared = true;
		this.silent = true;
		return this;
	}

	/**
	 * Pretend that other processes can have the store open.
	 * @return this store
	 */
	public WatchedStore notExclusive() {
		this.shared = true;
		return this;
	}

	/**
	 * Know which of the long texts that pass through are still held.
	 * @return this store
	 */
	public WatchedStore tracking() {
		this.tracking = true;
		this.trackingHistories = true;
		return this;
	}

	/**
	 * Know which of the long texts of messages and checkpoints are still held.
	 * @return this store
	 */
	public WatchedStore trackingMessages() {
		this.tracking = true;
		return this;
	}

	/**
	 * Return how many bytes of long texts that went in or out are still held by others.
	 * @return the number of bytes, two for each character
	 */
	public long heldBytes() {
		return this.payloads.heldBytes();
	}

	public StoreUse use() {
		return this.use;
	}

	/**
	 * Return how often a method of one of the parts was called.
	 * @param method the name of the method
	 * @return the number of calls
	 */
	public int calls(String method) {
		return counter(method).get();
	}

	private AtomicInteger counter(String method) {
		return this.calls.computeIfAbsent(method, (name) -> new AtomicInteger());
	}

	/**
	 * Call something before each call.
	 * @param hook may throw, and then the call does not happen
	 */
	public void before(Hook hook) {
		this.before.add(hook);
	}

	/**
	 * Call something after each call.
	 * @param hook may throw, and then nobody is told that the call has happened
	 */
	public void after(Hook hook) {
		this.after.add(hook);
	}

	/**
	 * Let the next calls of a method fail.
	 * @param method the name of the method
	 * @param times how many
	 * @param failure makes what is thrown
	 * @return counts the calls that are still to fail
	 */
	public AtomicInteger failNext(String method, int times, Supplier<? extends Throwable> failure) {
		AtomicInteger left = new AtomicInteger(times);
		before((call) -> {
			if (call.method().equals(method) && left.getAndUpdate((n) -> Math.max(0, n - 1)) > 0) {
				throw failure.get();
			}
		});
		return left;
	}

	private <T> T watched(Class<T> type, T target) {
		return type.cast(Proxy.newProxyInstance(WatchedStore.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call(target, method, arguments)));
	}

	private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
		Object[] passed = (arguments != null) ? arguments : new Object[0];
		Call call = new Call(method.getName(), Arrays.asList(passed));
		counter(call.method()).incrementAndGet();
		for (Hook hook : this.before) {
			hook.on(call);
		}
		if (this.tracking && passed.length == 1 && passed[0] instanceof Checkpoint checkpoint) {
			passed = new Object[] { this.payloads.takeIn(checkpoint) };
		}
		Object result = invoke(target, method, passed);
		this.use.note(call, result);
		for (Hook hook : this.after) {
			hook.on(call);
		}
		boolean tracked = this.tracking && (this.trackingHistories || !(result instanceof LoadedInstance));
		return tracked ? this.payloads.handOut(result) : result;
	}

	private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	@Override
	public TaskHubDescription description() {
		TaskHubDescription hub = this.delegate.description();
		return new TaskHubDescription(hub.kind(), hub.location(), hub.schemaVersion(), hub.partitionCount(),
				!this.shared && hub.exclusive(), hub.volatileData());
	}

	@Override
	public ClientStore client() {
		return this.client;
	}

	@Override
	public WorkerStore worker() {
		return this.worker;
	}

	@Override
	public PartitionLeases leases() {
		return this.leases;
	}

	@Override
	public void setMessageListener(MessageListener listener) {
		if (!this.silent) {
			this.delegate.setMessageListener((messages) -> listener.onMessages(handOut(messages)));
		}
	}

	private List<InboxMessage> handOut(List<InboxMessage> messages) {
		if (!this.tracking) {
			return messages;
		}
		List<InboxMessage> copies = new ArrayList<>();
		messages.forEach((message) -> copies.add((InboxMessage) this.payloads.handOut(message)));
		return copies;
	}

	@Override
	public void close() {
		this.delegate.close();
	}

	/**
	 * Something that happens at a call.
	 */
	@FunctionalInterface
	public interface Hook {

		void on(Call call) throws Throwable;

	}

	/**
	 * A call of a store.
	 *
	 * @param method the name of the method
	 * @param arguments what it is called with
	 */
	public record Call(String method, List<Object> arguments) {

		public boolean isCommit() {
			return "commit".equals(this.method);
		}

		/**
		 * Return whether an instance has a turn in a checkpoint.
		 * @param instanceId the instance ID
		 * @return {@code false} if it has none, or this is no commit
		 */
		public boolean commits(String instanceId) {
			return isCommit() && checkpoint().turns().stream().anyMatch((turn) -> turn.instanceId().equals(instanceId));
		}

		public Checkpoint checkpoint() {
			return (Checkpoint) this.arguments.get(0);
		}

	}

}

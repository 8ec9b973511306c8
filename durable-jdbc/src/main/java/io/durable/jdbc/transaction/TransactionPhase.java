package io.durable.jdbc.transaction;

import java.lang.StackWalker.StackFrame;
import java.util.Set;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * How far the transaction of the calling thread is. Spring shows it as active until the
 * last listener has heard of its end, when there is nothing left to take part in.
 */
final class TransactionPhase implements TransactionSynchronization {

	private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	private final @Nullable Set<Object> dataSources;

	private boolean ended;

	private FileGate.Passage commit = FileGate.Passage.FREE;

	private TransactionPhase(@Nullable Set<Object> dataSources) {
		this.dataSources = dataSources;
	}

	// Follow the transaction that has just begun. The data sources that are bound now are
	// those that it commits.
	static void begin() {
		follow(new TransactionPhase(TransactionSynchronizationManager.getResourceMap()
			.keySet()
			.stream()
			.filter(DataSource.class::isInstance)
			.collect(Collectors.toSet())));
	}

	private static void follow(TransactionPhase phase) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.unbindResourceIfPossible(TransactionPhase.class);
			TransactionSynchronizationManager.bindResource(TransactionPhase.class, phase);
			TransactionSynchronizationManager.registerSynchronization(phase);
		}
	}

	// Return whether the transaction of the thread has ended, or there is none.
	static boolean hasEnded() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			return true;
		}
		TransactionPhase phase = current();
		if (phase != null) {
			return phase.ended;
		}
		boolean ended = STACK
			.walk((frames) -> isEnd(frames.dropWhile((frame) -> !isCallOfListeners(frame)).findFirst().orElse(null)))
				&& !isYoungerThanTheEnd();
		if (!ended) {
			follow(new TransactionPhase(null));
		}
		return ended;
	}

	private static @Nullable TransactionPhase current() {
		return (TransactionPhase) TransactionSynchronizationManager.getResource(TransactionPhase.class);
	}

	private static boolean isCallOfListeners(StackFrame frame) {
		return frame.getDeclaringClass() == TransactionSynchronizationUtils.class;
	}

	private static boolean isEnd(@Nullable StackFrame frame) {
		return frame != null && frame.getMethodName().startsWith("invokeAfter");
	}

	// The listener that is being told belongs to the transaction that has ended. One
	// that it has begun itself has no such listener.
	private static boolean isYoungerThanTheEnd() {
		Class<?> told = STACK.walk((frames) -> {
			Class<?> previous = Object.class;
			for (StackFrame frame : (Iterable<StackFrame>) frames::iterator) {
				if (isCallOfListeners(frame)) {
					return frame.getMethodName().contains("AfterCommit") ? previous : null;
				}
				previous = frame.getDeclaringClass();
			}
			return null;
		});
		return told != null && TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.getSynchronizations().stream().noneMatch(told::isInstance);
	}

	// Return whether the transaction commits what is done on this data source; null if
	// that is not known.
	static @Nullable Boolean commits(DataSource dataSource) {
		TransactionPhase phase = current();
		return (phase == null || phase.dataSources == null) ? null
				: phase.dataSources.contains(TransactionSynchronizationUtils.unwrapResourceIfNecessary(dataSource));
	}

	// Before every other listener
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void suspend() {
		TransactionSynchronizationManager.unbindResourceIfPossible(TransactionPhase.class);
	}

	@Override
	public void resume() {
		TransactionSynchronizationManager.unbindResourceIfPossible(TransactionPhase.class);
		TransactionSynchronizationManager.bindResource(TransactionPhase.class, this);
	}

	@Override
	public void beforeCompletion() {
		if (!TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			this.commit = FileGate.commit();
		}
	}

	@Override
	public void afterCommit() {
		this.ended = true;
		this.commit.close();
	}

	@Override
	public void afterCompletion(int status) {
		this.ended = true;
		this.commit.close();
		TransactionSynchronizationManager.unbindResourceIfPossible(TransactionPhase.class);
	}

}

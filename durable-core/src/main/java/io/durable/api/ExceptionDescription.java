package io.durable.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Describes an exception and its causes. All of it is foreign code that may throw, name
 * itself as its cause, or never end.
 */
final class ExceptionDescription {

	// A longer one is a chain that never ends
	private static final int MAX_EXCEPTIONS = 10_000;

	private final List<Throwable> exceptions;

	private final ExceptionPropertiesProvider provider;

	private boolean providerFailed;

	ExceptionDescription(Throwable exception, ExceptionPropertiesProvider provider) {
		this.exceptions = withCauses(exception);
		this.provider = provider;
	}

	// Up to one whose causes are known from a store
	private static List<Throwable> withCauses(Throwable exception) {
		Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Throwable> exceptions = new ArrayList<>();
		Throwable next = exception;
		while (next != null && known.add(next) && exceptions.size() < MAX_EXCEPTIONS) {
			exceptions.add(next);
			next = isStored(next) ? null : FailureText.cause(next);
		}
		return exceptions;
	}

	private static boolean isStored(Throwable exception) {
		return exception.getClass() == TaskFailedException.class;
	}

	FailureDetails describe() {
		FailureDetails failure = null;
		int omitted = 0;
		for (int i = this.exceptions.size() - 1; i >= 0; i--) {
			if (FailureChain.isOmitted(i, this.exceptions.size())) {
				omitted++;
				continue;
			}
			failure = (omitted > 0) ? FailureChain.omitted(omitted, failure) : failure;
			omitted = 0;
			failure = describe(this.exceptions.get(i), failure);
		}
		if (failure == null) {
			throw new IllegalStateException("There is always one");
		}
		return failure;
	}

	private FailureDetails describe(Throwable exception, @Nullable FailureDetails cause) {
		if (isStored(exception)) {
			FailureDetails stored = ((TaskFailedException) exception).getErrorDetails();
			return new FailureDetails(exception.getClass().getName(), FailureText.message(exception),
					FailureText.trace(exception), stored.isNonRetriable(), stored, null);
		}
		return new FailureDetails(exception.getClass().getName(), FailureText.message(exception),
				FailureText.trace(exception), exception instanceof NonRetriableException, cause, properties(exception));
	}

	// If it fails for one exception it is not asked for the others: one warning is enough
	private Map<String, Object> properties(Throwable exception) {
		if (this.providerFailed) {
			return Map.of();
		}
		try {
			return FailureProperties.stored(this.provider.getExceptionProperties(exception));
		}
		catch (Throwable ex) {
			this.providerFailed = true;
			FailureProperties.warn(exception.getClass().getName(), ex);
			return Map.of();
		}
	}

}

package io.durable.spring.boot.registration;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Refuses what must not be put around a function: an executor, since then it seems to
 * have ended before it has begun, and a transaction around an orchestrator, which would
 * be open for as long as that waits. Annotations count wherever Spring looks for them: on
 * the method or its class, on those they override or implement, and within other
 * annotations. Pointcuts of the application are seen once the proxy is there.
 */
final class FunctionAdvice {

	private static final TransactionAttributeSource TRANSACTIONS = new AnnotationTransactionAttributeSource(false);

	private static final Set<Integer> WITHOUT_TRANSACTION = Set.of(TransactionDefinition.PROPAGATION_SUPPORTS,
			TransactionDefinition.PROPAGATION_NOT_SUPPORTED, TransactionDefinition.PROPAGATION_NEVER);

	private final FunctionKind kind;

	private final FunctionBean bean;

	private final Method method;

	private final String source;

	FunctionAdvice(FunctionKind kind, FunctionBean bean, Method method, String source) {
		this.kind = kind;
		this.bean = bean;
		this.method = method;
		this.source = source;
	}

	/**
	 * Check the annotations.
	 */
	void checkAnnotations() {
		if (isPresent(MergedAnnotations.from(this.method, SearchStrategy.TYPE_HIERARCHY))
				|| isPresent(MergedAnnotations.from(this.bean.type(), SearchStrategy.TYPE_HIERARCHY))) {
			throw async("is @Async");
		}
		if (!this.kind.mayBeTransactional()) {
			checkTransaction(TRANSACTIONS);
		}
	}

	private static boolean isPresent(MergedAnnotations annotations) {
		return annotations.isPresent(Async.class) || annotations.isPresent("jakarta.enterprise.concurrent.Asynchronous")
				|| annotations.isPresent("jakarta.ejb.Asynchronous");
	}

	/**
	 * Check what the proxy does, if there is one.
	 * @param instance the bean
	 */
	void checkProxy(Object instance) {
		if (instance instanceof Advised advised) {
			Arrays.stream(advised.getAdvisors()).filter(this::applies).map(Advisor::getAdvice).forEach(this::check);
		}
	}

	private boolean applies(Advisor advisor) {
		if (advisor instanceof PointcutAdvisor pointcutAdvisor) {
			Pointcut pointcut = pointcutAdvisor.getPointcut();
			return pointcut.getClassFilter().matches(this.bean.type())
					&& pointcut.getMethodMatcher().matches(this.method, this.bean.type());
		}
		return true;
	}

	private void check(Advice advice) {
		if (advice instanceof AsyncExecutionInterceptor) {
			throw async("is run by an executor");
		}
		if (advice instanceof TransactionInterceptor transactions && !this.kind.mayBeTransactional()) {
			checkTransaction(transactions.getTransactionAttributeSource());
		}
	}

	private InvalidFunctionException async(String what) {
		return new InvalidFunctionException(
				"%s of the bean '%s' %s: the call would return at once, so it would count as completed before it has run, "
					.formatted(this.kind.annotated(this.source), this.bean.displayName(), what)
						+ "and its result or failure would be lost",
				"Remove @Async from the method or its class: the engine runs it on a thread of its own anyway, and "
						+ "whoever calls it need not wait for it.");
	}

	private void checkTransaction(@Nullable TransactionAttributeSource source) {
		TransactionAttribute transaction = (source != null)
				? source.getTransactionAttribute(this.method, this.bean.type()) : null;
		if (transaction != null && !WITHOUT_TRANSACTION.contains(transaction.getPropagationBehavior())) {
			throw new InvalidFunctionException(
					"%s of the bean '%s' is @Transactional: the transaction would be open for as long as the orchestrator waits, and each replay would begin another"
						.formatted(this.kind.annotated(this.source), this.bean.displayName()),
					"Remove @Transactional from it, and move what needs the transaction into an activity. If its class is "
							+ "@Transactional for the sake of other methods, put the orchestrator into a class of its own, or "
							+ "annotate it with @Transactional(propagation = Propagation.NOT_SUPPORTED).");
		}
	}

}

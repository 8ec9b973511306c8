package io.durable.spring.boot.autoconfigure;

import io.durable.jdbc.transaction.TransactionPhaseListener;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;

/**
 * Lets the store follow the transactions of every transaction manager of the application.
 */
final class TransactionPhasePostProcessor implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager && manager.getTransactionExecutionListeners()
			.stream()
			.noneMatch(TransactionPhaseListener.class::isInstance)) {
			manager.addListener(new TransactionPhaseListener());
		}
		return bean;
	}

}

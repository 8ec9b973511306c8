package io.durable.spring.boot.autoconfigure;

import java.util.Set;

import io.durable.jdbc.JdbcTaskHubStore;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitializationDetector;

/**
 * {@link DependsOnDatabaseInitializationDetector} for {@link JdbcTaskHubStore}: it looks
 * for its tables when it is created, whoever creates them.
 */
class DurableDependsOnDatabaseInitializationDetector
		extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

	@Override
	protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
		return Set.of(JdbcTaskHubStore.class);
	}

}

package io.durable.spring.boot.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Qualifier of a {@link javax.sql.DataSource} that keeps the task hub, in place of the
 * application's own. Starts then join the transactions of this one only. Declare it with
 * {@code @Bean(defaultCandidate = false)}, so that the application's own is still
 * configured.
 */
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface DurableDataSource {

}

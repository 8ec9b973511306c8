package io.durable.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean method, or a bean class that implements {@link TaskOrchestration}, as an
 * orchestrator.
 * <p>
 * A method takes an optional {@link TaskOrchestrationContext} first and at most one input
 * parameter after it; its return value is the output of the orchestration. The annotation
 * is not a stereotype: the class becomes a bean by the application's own means.
 * <p>
 * Orchestrator code is replayed, so it must be deterministic: time, identifiers and every
 * effect come from the context.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Orchestrator {

	/**
	 * Name of the orchestrator, unique without regard to case. By default the name of the
	 * method, or the simple name of the class.
	 * @return the name, or an empty string for the default
	 */
	String value() default "";

}

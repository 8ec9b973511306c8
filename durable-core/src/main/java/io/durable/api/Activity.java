package io.durable.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean method, or a bean class that implements {@link TaskActivity}, as an
 * activity: the place for input, output and every other effect.
 * <p>
 * A method takes an optional {@link TaskActivityContext} first and at most one input
 * parameter after it; its return value is the result. An activity runs at least once for
 * each call, so its effects must bear repetition. The annotation is not a stereotype: the
 * class becomes a bean by the application's own means.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Activity {

	/**
	 * Name of the activity, unique without regard to case. By default the name of the
	 * method, or the simple name of the class.
	 * @return the name, or an empty string for the default
	 */
	String value() default "";

}

package io.durable.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Autowired;

/**
 * Marks the place where a {@link io.durable.client.DurableTaskClient} is injected: a
 * field, a method, a parameter of a constructor or a method, or an argument of a
 * controller's method. The client is an ordinary bean, so injection by type alone works
 * as well.
 */
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Autowired
public @interface DurableClient {

}

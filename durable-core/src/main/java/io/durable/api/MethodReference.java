package io.durable.api;

import java.io.Serializable;

/**
 * A method reference that stands for the name and the types of an activity or an
 * orchestrator, as in {@code context.callActivity(Greetings::sayHello, "Tokyo")}. It is
 * read, never invoked, so a proxied or final class is as good as any. Serializable, since
 * that is what makes the referenced method readable.
 */
public interface MethodReference extends Serializable {

}

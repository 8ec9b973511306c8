package io.durable.spring.boot.web;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;

import io.durable.client.DurableTaskClient;
import io.durable.client.InboxFullException;
import io.durable.hub.TaskHub;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Lets the calls of the HTTP API to the client fail when a test says so.
 */
@Configuration(proxyBeanMethods = false)
class FailingClient {

	private static final AtomicReference<String> failure = new AtomicReference<>("");

	static void failWith(@Nullable String how) {
		failure.set((how != null) ? how : "");
	}

	@Bean
	@Primary
	DurableTaskClient failingDurableTaskClient(TaskHub hub) {
		DurableTaskClient client = hub.client();
		return (DurableTaskClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { DurableTaskClient.class }, (proxy, method, arguments) -> {
					fail(method.getName());
					try {
						return method.invoke(client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private static void fail(String method) {
		switch (failure.get()) {
			case "broken" -> throw new IllegalStateException("password is 123");
			case "unavailable" -> throw new TransientStoreException("lock time-out on row 7", null);
			case "full" -> {
				if (method.equals("raiseEvent")) {
					throw new InboxFullException("x");
				}
			}
			default -> {
			}
		}
	}

}

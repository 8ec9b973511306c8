package io.durable.spring.boot.web;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves controller arguments that are annotated with {@link DurableClient}.
 */
public class DurableClientArgumentResolver implements HandlerMethodArgumentResolver {

	private final ObjectProvider<DurableTaskClient> client;

	public DurableClientArgumentResolver(ObjectProvider<DurableTaskClient> client) {
		this.client = client;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(DurableClient.class)
				&& parameter.getParameterType().isAssignableFrom(DurableTaskClient.class);
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binderFactory) {
		return this.client.getObject();
	}

}

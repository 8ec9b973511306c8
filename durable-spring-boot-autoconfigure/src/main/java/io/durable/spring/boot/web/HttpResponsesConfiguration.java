package io.durable.spring.boot.web;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.web.access.ForwardedHeaders;
import io.durable.spring.boot.web.access.HttpApiSettings;
import io.durable.spring.boot.web.access.PublicUrls;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Answers for the application's own controllers. They do not need the HTTP API itself,
 * and the client only when they wait: in a test slice it may be a mock, which is there
 * later than any condition.
 */
@Configuration(proxyBeanMethods = false)
public class HttpResponsesConfiguration {

	@Bean
	PublicUrls durablePublicUrls(HttpApiSettings settings, ListableBeanFactory beanFactory, Environment environment) {
		return new PublicUrls(settings, ForwardedHeaders.areTrusted(environment, beanFactory));
	}

	@Bean
	CompletionWait durableCompletionWait(ObjectProvider<DurableTaskClient> client, ApplicationContext context) {
		return new CompletionWait(client::getObject, context);
	}

	@Bean
	@ConditionalOnMissingBean
	DurableHttpResponses durableHttpResponses(ObjectProvider<DurableTaskClient> client, PublicUrls urls,
			CompletionWait wait) {
		return new ServletDurableHttpResponses(client::getObject, urls, wait);
	}

}

package com.example.docs;

import java.security.Principal;
import java.util.Map;

import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.security.InstanceOperation;

import org.springframework.context.annotation.Bean;

class Tenants {

	@Bean
	InstanceAccess tenants() {
		return new InstanceAccess() {

			@Override
			public boolean isGranted(Principal caller, InstanceOperation operation, OrchestrationMetadata instance) {
				return caller != null && caller.getName().equals(instance.getTags().get("owner"));
			}

			@Override
			public Map<String, String> tagsOfStart(Principal caller, String orchestratorName) {
				return tagsOfList(caller);
			}

			@Override
			public Map<String, String> tagsOfList(Principal caller) {
				return (caller != null) ? Map.of("owner", caller.getName()) : Map.of();
			}

		};
	}

}

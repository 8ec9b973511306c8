package io.durable.spring.boot.web;

import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemType;

import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Keeps the place of the entities: their routes are known, and say that there are none
 * yet.
 */
class EntityController implements RouteTable.Source {

	@Override
	public void addTo(RouteTable routes) {
		String entity = "/entities/{entityName}/{entityKey}";
		routes.add(RequestMethod.GET, "/entities", InstanceOperation.READ, this::refuse);
		routes.add(RequestMethod.GET, "/entities/{entityName}", InstanceOperation.READ, this::refuse);
		routes.add(RequestMethod.GET, entity, InstanceOperation.READ, this::refuse);
		routes.add(RequestMethod.POST, entity, InstanceOperation.RAISE_EVENT, this::refuse);
		routes.add(RequestMethod.DELETE, entity, InstanceOperation.PURGE, this::refuse);
	}

	private Answer refuse(ApiRequest request) {
		return Problem.of(ProblemType.ENTITIES_NOT_SUPPORTED, "This version of the library has no entities.")
			.toAnswer();
	}

}

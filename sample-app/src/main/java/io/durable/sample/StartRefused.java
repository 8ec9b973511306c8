package io.durable.sample;

import io.durable.api.InvalidInstanceIdException;
import io.durable.client.OrchestrationAlreadyExistsException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What the application's own controllers answer when an orchestration was not started.
 */
@RestControllerAdvice
class StartRefused {

	@ExceptionHandler
	ProblemDetail alreadyExists(OrchestrationAlreadyExistsException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail invalidInstanceId(InvalidInstanceIdException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

}

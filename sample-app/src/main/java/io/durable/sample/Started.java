package io.durable.sample;

import java.net.URI;

import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * The answer to a start.
 *
 * @param id the instance ID
 */
record Started(String id) {

	static ResponseEntity<Started> accepted(String id) {
		URI status = ServletUriComponentsBuilder.fromCurrentContextPath()
			.path("/runtime/webhooks/durabletask/instances/{id}")
			.encode()
			.buildAndExpand(id)
			.toUri();
		return ResponseEntity.accepted().location(status).body(new Started(id));
	}

}

package io.durable.spring.boot.visits;

import org.springframework.data.repository.ListCrudRepository;

/**
 * A repository of the application.
 */
public interface VisitRepository extends ListCrudRepository<Visit, Long> {

}

package com.example.jpa;

import org.springframework.data.repository.CrudRepository;

/**
 * A repository whose entity does not say so either.
 */
public interface GuestRepository extends CrudRepository<Guest, String> {

}

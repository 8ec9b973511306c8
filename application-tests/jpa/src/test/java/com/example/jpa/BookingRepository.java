package com.example.jpa;

import org.springframework.data.repository.CrudRepository;

/**
 * A repository of Spring Data that does not say of which module it is.
 */
public interface BookingRepository extends CrudRepository<Booking, String> {

}

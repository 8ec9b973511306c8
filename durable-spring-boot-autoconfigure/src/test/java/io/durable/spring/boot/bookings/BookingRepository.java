package io.durable.spring.boot.bookings;

import org.springframework.data.repository.CrudRepository;

/**
 * A repository that does not say of which module it is.
 */
public interface BookingRepository extends CrudRepository<Booking, String> {

}

package io.durable.spring.boot.bookings;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;

/**
 * An application that has JPA entities.
 */
@AutoConfigurationPackage
public class BookingApplication {

}

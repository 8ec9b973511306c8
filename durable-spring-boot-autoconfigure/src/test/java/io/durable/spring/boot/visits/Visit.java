package io.durable.spring.boot.visits;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A row of the application.
 *
 * @param id the key, {@code null} before it is stored
 * @param city the city
 */
@Table("VISIT")
public record Visit(@Id Long id, String city) {

}

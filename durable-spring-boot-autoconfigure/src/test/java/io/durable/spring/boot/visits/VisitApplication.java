package io.durable.spring.boot.visits;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;

/**
 * An application that has a repository.
 */
@AutoConfigurationPackage
public class VisitApplication {

}

package com.example.jpa;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A web application with JPA.
 */
@SpringBootApplication
public class HotelApplication {

}

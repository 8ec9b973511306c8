package com.example.jdbc;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application with plain JDBC.
 */
@SpringBootApplication
public class ParcelApplication {

}

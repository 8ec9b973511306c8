package com.example.hubs;

import javax.sql.DataSource;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.spring.boot.autoconfigure.DurableDataSource;
import org.h2.jdbcx.JdbcDataSource;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An application with a database of its own, and another one for its orchestrations.
 */
@SpringBootApplication
public class TwoDataSources {

	private static DataSource memory(String name) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
		return dataSource;
	}

	@Bean
	@Primary
	DataSource applicationData() {
		return memory("application");
	}

	@Bean
	@DurableDataSource
	DataSource orchestrationData() {
		return memory("orchestrations");
	}

	@Bean
	Stock stock(JdbcTemplate jdbc) {
		return new Stock(jdbc);
	}

	/**
	 * Counts what is in the application's database.
	 *
	 * @param jdbc reads it
	 */
	record Stock(JdbcTemplate jdbc) {

		@Activity
		long tables() {
			Long count = this.jdbc.queryForObject(
					"SELECT count(*) FROM information_schema.tables " + "WHERE lower(table_name) LIKE 'durable%'",
					Long.class);
			return (count != null) ? count : -1;
		}

		@Orchestrator
		long countTables(TaskOrchestrationContext context) {
			return context.callActivity(Stock::tables).await();
		}

	}

}

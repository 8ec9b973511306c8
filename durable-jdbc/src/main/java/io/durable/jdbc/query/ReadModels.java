package io.durable.jdbc.query;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import io.durable.history.HistoryEvent;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.core.convert.DataAccessStrategy;
import org.springframework.data.jdbc.core.convert.DataAccessStrategyFactory;
import org.springframework.data.jdbc.core.convert.DefaultJdbcTypeFactory;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.convert.MappingJdbcConverter;
import org.springframework.data.jdbc.core.convert.QueryMappingConfiguration;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.relational.core.mapping.NamingStrategy;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * The read side, by Spring Data JDBC. Mapping, names and converters are our own: nothing
 * that the application configures for its repositories reaches these tables, and nothing
 * here reaches its repositories. Reads take part in an open transaction.
 */
public final class ReadModels {

	/**
	 * How often an instance may be replaced between its row and its history.
	 */
	private static final int ATTEMPTS = 10;

	private final JdbcAggregateOperations operations;

	private final HistoryEventCodec codec;

	public ReadModels(DataSource dataSource, Database database, String tablePrefix, @Nullable String schema,
			HistoryEventCodec codec) {
		this.operations = operations(new JdbcTemplate(dataSource), database.springDataDialect(),
				new Names(tablePrefix, schema, database.upperCaseNames()));
		this.codec = codec;
	}

	private static JdbcAggregateOperations operations(JdbcTemplate template, JdbcDialect dialect,
			NamingStrategy naming) {
		NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(template);
		JdbcCustomConversions conversions = JdbcCustomConversions.of(dialect, List.of(new OffsetToInstant()));
		JdbcMappingContext context = JdbcMappingContext.forPlainIdentifiers(naming);
		context.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
		// There are no references between the rows, so nothing is ever resolved
		MappingJdbcConverter converter = new MappingJdbcConverter(context, (identifier, path) -> List.of(), conversions,
				new DefaultJdbcTypeFactory(template, JdbcDialect.getArraySupport(dialect)));
		DataAccessStrategy strategy = new DataAccessStrategyFactory(converter, named, dialect,
				QueryMappingConfiguration.EMPTY)
			.create();
		return new JdbcAggregateTemplate(converter, strategy);
	}

	// Read the history of the current execution. Only the start of another execution
	// removes rows, all at once: a history that is empty may have just been replaced.
	public List<HistoryEvent> history(int partition, String instanceId) {
		UUID read = null;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Optional<InstanceRow> instance = instance(partition, instanceId);
			if (instance.isEmpty() || instance.get().executionId().equals(read)) {
				return List.of();
			}
			read = instance.get().executionId();
			List<HistoryRow> rows = rows(partition, read);
			if (!rows.isEmpty()) {
				return rows.stream().map((row) -> this.codec.decode(row.event())).toList();
			}
		}
		return List.of();
	}

	private Optional<InstanceRow> instance(int partition, String instanceId) {
		return this.operations.findOne(
				Query.query(Criteria.where("partitionId").is(partition).and("instanceId").is(instanceId)),
				InstanceRow.class);
	}

	private List<HistoryRow> rows(int partition, UUID executionId) {
		return this.operations
			.findAll(Query.query(Criteria.where("partitionId").is(partition).and("executionId").is(executionId))
				.sort(Sort.by("sequenceNumber")), HistoryRow.class);
	}

	/**
	 * {@code HistoryRow} is in the table {@code history} with the task hub's prefix. The
	 * names of columns are written as they come back with a result, where Spring Data
	 * looks for them in the language of the Java virtual machine.
	 */
	private record Names(String tablePrefix, @Nullable String schema, boolean upperCase) implements NamingStrategy {

		private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

		@Override
		public String getColumnName(RelationalPersistentProperty property) {
			String name = WORD.matcher(property.getName()).replaceAll("_");
			return this.upperCase ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
		}

		@Override
		public String getSchema() {
			return (this.schema != null) ? this.schema : NamingStrategy.super.getSchema();
		}

		@Override
		public String getTableName(Class<?> type) {
			return this.tablePrefix + type.getSimpleName().replace("Row", "").toLowerCase(Locale.ROOT);
		}

	}

	@ReadingConverter
	private static final class OffsetToInstant implements Converter<OffsetDateTime, Instant> {

		@Override
		public Instant convert(OffsetDateTime source) {
			return source.toInstant();
		}

	}

}

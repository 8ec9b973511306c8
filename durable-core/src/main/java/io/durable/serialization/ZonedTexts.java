package io.durable.serialization;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Lets the text of a {@link ZonedDateTime}, which names its zone, be read as an
 * {@link Instant} or {@link OffsetDateTime} too.
 */
final class ZonedTexts extends JacksonModule {

	@Override
	public String getModuleName() {
		return ZonedTexts.class.getName();
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addDeserializerModifier(new Modifier());
	}

	/**
	 * Wraps the deserializers of both types.
	 */
	private static final class Modifier extends ValueDeserializerModifier {

		private static final long serialVersionUID = 1L;

		@Override
		public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier bean,
				ValueDeserializer<?> deserializer) {
			if (bean.getBeanClass() == Instant.class) {
				return new Deserializer(deserializer, ZonedDateTime::toInstant);
			}
			return (bean.getBeanClass() == OffsetDateTime.class)
					? new Deserializer(deserializer, ZonedDateTime::toOffsetDateTime) : deserializer;
		}

	}

	/**
	 * Reads a text that names a zone, and leaves others to another deserializer.
	 */
	private static final class Deserializer extends DelegatingDeserializer {

		private final transient Function<ZonedDateTime, Object> conversion;

		Deserializer(ValueDeserializer<?> deserializer, Function<ZonedDateTime, Object> conversion) {
			super(deserializer);
			this.conversion = conversion;
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
			return new Deserializer(deserializer, this.conversion);
		}

		@Override
		public Object deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.currentToken() == JsonToken.VALUE_STRING && parser.getString().endsWith("]")) {
				try {
					return this.conversion.apply(ZonedDateTime.parse(parser.getString()));
				}
				catch (DateTimeParseException ex) {
					// Says what it expects
				}
			}
			return super.deserialize(parser, context);
		}

	}

}

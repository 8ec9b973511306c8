package io.durable.serialization;

import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.util.NameTransformer;

/**
 * Writes the type id of a value whose class asks for one wherever the value stands: in a
 * list, a map or a generic property too, where Jackson knows nothing of its declared
 * type. Who reads it declares the type, and needs the id.
 */
final class TypeIds extends JacksonModule {

	@Override
	public String getModuleName() {
		return TypeIds.class.getName();
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addSerializerModifier(new Modifier());
	}

	/**
	 * Wraps the serializers of classes that ask for type ids.
	 */
	private static final class Modifier extends ValueSerializerModifier {

		private static final long serialVersionUID = 1L;

		@Override
		public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier bean,
				ValueSerializer<?> serializer) {
			return wrap(config, bean, serializer);
		}

		@Override
		public ValueSerializer<?> modifyEnumSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
			return wrap(config, bean, serializer);
		}

		@Override
		public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
				BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
			return wrap(config, bean, serializer);
		}

		@Override
		public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
				BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
			return wrap(config, bean, serializer);
		}

		@SuppressWarnings("unchecked")
		private static ValueSerializer<?> wrap(SerializationConfig config, BeanDescription.Supplier bean,
				ValueSerializer<?> serializer) {
			JsonTypeInfo.Value info = config.getAnnotationIntrospector()
				.findPolymorphicTypeInfo(config, bean.getClassInfo());
			boolean asked = info != null && info.getIdType() != null && info.getIdType() != JsonTypeInfo.Id.NONE;
			return asked ? new Serializer((ValueSerializer<Object>) serializer, bean.getType(), null) : serializer;
		}

	}

	/**
	 * Writes the type id, unless the caller does so.
	 */
	private static final class Serializer extends ValueSerializer<Object> {

		private final ValueSerializer<Object> serializer;

		private final JavaType type;

		private final @Nullable TypeSerializer ids;

		Serializer(ValueSerializer<Object> serializer, JavaType type, @Nullable TypeSerializer ids) {
			this.serializer = serializer;
			this.type = type;
			this.ids = ids;
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			TypeSerializer typeIds = (this.ids != null) ? this.ids : context.findTypeSerializer(this.type);
			if (typeIds != null) {
				this.serializer.serializeWithType(value, generator, context, typeIds);
			}
			else {
				this.serializer.serialize(value, generator, context);
			}
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeIds) {
			this.serializer.serializeWithType(value, generator, context, typeIds);
		}

		@Override
		public void resolve(SerializationContext context) {
			this.serializer.resolve(context);
		}

		@Override
		@SuppressWarnings("NullAway") // a root has no property, and a class may ask for
										// no id
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			TypeSerializer found = context.findTypeSerializer(this.type);
			TypeSerializer typeIds = (found != null) ? found.forProperty(context, property) : null;
			return with((inner) -> inner.createContextual(context, property), typeIds);
		}

		@SuppressWarnings("unchecked")
		private ValueSerializer<?> with(UnaryOperator<ValueSerializer<?>> change, @Nullable TypeSerializer typeIds) {
			return new Serializer((ValueSerializer<Object>) change.apply(this.serializer), this.type, typeIds);
		}

		@Override
		public ValueSerializer<?> withFilterId(Object filterId) {
			return with((inner) -> inner.withFilterId(filterId), this.ids);
		}

		@Override
		public ValueSerializer<?> withIgnoredProperties(Set<String> ignoredProperties) {
			return with((inner) -> inner.withIgnoredProperties(ignoredProperties), this.ids);
		}

		@Override
		public ValueSerializer<?> withFormatOverrides(SerializationConfig config, JsonFormat.Value format) {
			return with((inner) -> inner.withFormatOverrides(config, format), this.ids);
		}

		// What is unwrapped has no place for an id of its own
		@Override
		public ValueSerializer<Object> unwrappingSerializer(NameTransformer unwrapper) {
			return this.serializer.unwrappingSerializer(unwrapper);
		}

		@Override
		public Class<?> handledType() {
			return this.type.getRawClass();
		}

		@Override
		public boolean usesObjectId() {
			return this.serializer.usesObjectId();
		}

		@Override
		public boolean isEmpty(SerializationContext context, Object value) {
			return this.serializer.isEmpty(context, value);
		}

		@Override
		public ValueSerializer<?> getDelegatee() {
			return this.serializer;
		}

		@Override
		public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType visited) {
			this.serializer.acceptJsonFormatVisitor(visitor, visited);
		}

	}

}

package io.durable.serialization;

import java.math.BigDecimal;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Reads numbers without changing them: where no type is asked for, a decimal that a
 * double cannot hold is a {@link BigDecimal}; and a number that is too great for the type
 * that is asked for is refused.
 */
final class ExactNumbers extends JsonParserDelegate {

	// As many digits a double always holds, and the point
	private static final int SURELY_EXACT = 16;

	ExactNumbers(JsonParser parser) {
		super(parser);
	}

	@Override
	public NumberTypeFP getNumberTypeFP() {
		return isExact() ? super.getNumberTypeFP() : NumberTypeFP.BIG_DECIMAL;
	}

	@Override
	public Number getNumberValue() {
		return isExact() ? super.getNumberValue() : getDecimalValue();
	}

	@Override
	public Object getNumberValueDeferred() {
		return isExact() ? super.getNumberValueDeferred() : getDecimalValue();
	}

	@Override
	public double getDoubleValue() {
		double value = super.getDoubleValue();
		ensureHeld(Double.isInfinite(value), "double");
		return value;
	}

	@Override
	public float getFloatValue() {
		float value = super.getFloatValue();
		ensureHeld(Float.isInfinite(value), "float");
		return value;
	}

	private void ensureHeld(boolean infinite, String type) {
		if (infinite && currentToken() == JsonToken.VALUE_NUMBER_FLOAT && !"Infinity".equals(getString())) {
			throw new StreamReadException(this, "The number %s is too great for a %s".formatted(getString(), type));
		}
	}

	private boolean isExact() {
		if (currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
			return true;
		}
		String text = getString();
		if (text.length() <= SURELY_EXACT && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
			return true;
		}
		double value = super.getDoubleValue();
		return Double.isFinite(value) && new BigDecimal(text).compareTo(BigDecimal.valueOf(value)) == 0;
	}

}

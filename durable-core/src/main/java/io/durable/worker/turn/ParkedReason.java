package io.durable.worker.turn;

/**
 * The reason why an instance is parked, as every store can take it.
 */
final class ParkedReason {

	private static final int MAX_BYTES = 1024;

	private static final String CUT = "…";

	private ParkedReason() {
	}

	/**
	 * Make a text storable: no character that a database refuses, and no more than 1 KB.
	 * @param reason the text
	 * @return the reason
	 */
	static String of(String reason) {
		StringBuilder text = new StringBuilder();
		int bytes = 0;
		for (int i = 0; i < reason.length();) {
			int point = reason.codePointAt(i);
			i += Character.charCount(point);
			boolean storable = (point >= ' ' || point == '\n' || point == '\t')
					&& Character.getType(point) != Character.SURROGATE;
			int size = storable ? utf8Length(point) : 1;
			if (bytes + size > MAX_BYTES - CUT.length() * 3) {
				return text.append(CUT).toString();
			}
			bytes += size;
			text.appendCodePoint(storable ? point : '?');
		}
		return text.toString();
	}

	private static int utf8Length(int point) {
		if (point < 0x80) {
			return 1;
		}
		return (point < 0x800) ? 2 : ((point < 0x10000) ? 3 : 4);
	}

}

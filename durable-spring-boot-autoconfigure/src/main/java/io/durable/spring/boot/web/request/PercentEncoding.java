package io.durable.spring.boot.web.request;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoded UTF-8, read strictly: lenient readers make another text out of what
 * they do not understand.
 */
public final class PercentEncoding {

	private PercentEncoding() {
	}

	/**
	 * Decode a part of a URL.
	 * @param text the encoded text
	 * @return the text
	 * @throws CharacterCodingException if it is not percent-encoded UTF-8
	 */
	public static String decode(String text) throws CharacterCodingException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '%') {
				bytes.write(hex(text, i + 1));
				i += 2;
			}
			else {
				// The server hands raw bytes on as characters
				bytes.write(c);
			}
		}
		return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
	}

	private static int hex(String text, int at) throws CharacterCodingException {
		int high = (at + 1 < text.length()) ? Character.digit(text.charAt(at), 16) : -1;
		int low = (high >= 0) ? Character.digit(text.charAt(at + 1), 16) : -1;
		if (low < 0) {
			throw new CharacterCodingException();
		}
		return high * 16 + low;
	}

}

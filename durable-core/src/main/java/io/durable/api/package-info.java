/**
 * What an application implements and calls inside orchestrators and activities. The types
 * carry the names, signatures and meaning of the Durable Task SDK for Java. This package
 * imports nothing else of the library.
 */
@NullMarked
package io.durable.api;

import org.jspecify.annotations.NullMarked;
